import type { Change, Clearable, FeedGuardian } from '../feed/feed-item.js';
import type { Reason } from '../feed/reasons.js';
import { nameFault, readMail, readMobiles, readTitle } from '../feed/read-values.js';
import { isCleared, type AafRequest } from './aaf-requests.js';

/** Attributes with a number that may be a mobile: schools type mobiles into any of them. */
const numbers = ['mobile', 'ENTPersonMobileSMS', 'ENTPersRelEleveTelMobile', 'telephoneNumber', 'homePhone'];

/** Reads a whole record of PersRelEleve (domain 14.1); the reason when there is no name in it. */
export function readAafGuardian(request: AafRequest, academy: string): FeedGuardian | Reason {
  const change = readAafGuardianChange(request, academy);
  if ('code' in change) return change;
  const { sn, givenName, mobiles = [], ...rest } = change;
  const fault = nameFault('sn', sn, 'name') ?? nameFault('givenName', givenName, 'first-name');
  return fault ?? { ...rest, sn: sn as string, givenName: givenName as string, mobiles };
}

/** Reads what a request says and leaves out what it does not. */
export function readAafGuardianChange(request: AafRequest, academy: string): Change<FeedGuardian> | Reason {
  const { values, id } = request;
  const one = (...names: string[]): string | undefined =>
    names.map((name) => values.get(name)?.[0]).find((value) => value !== undefined);
  const jointure = one('ENTPersonJointure') ?? id;
  if (!/^[\w.-]{1,64}$/.test(jointure)) return { code: 'aaf-jointure-form' };
  const sn = one('sn', 'ENTPersonNom', 'ENTPersonNomPatro');
  const givenName = one('givenName', 'ENTPersonPrenom');
  const title = readTitle(one('personalTitle', 'ENTPersonCivilite'));
  const mail = readMail(one('mail', 'ENTPersonMail'));
  const said = numbers.filter((name) => values.has(name));
  const cleared: Clearable[] = [
    ...(isCleared(request, 'personalTitle', 'ENTPersonCivilite') ? (['title'] as const) : []),
    ...(isCleared(request, 'mail', 'ENTPersonMail') ? (['mail'] as const) : []),
  ];
  return {
    ref: `${academy}:${jointure}`,
    academy,
    jointure,
    ...(cleared.length === 0 ? {} : { cleared }),
    ...(sn === undefined ? {} : { sn }),
    ...(givenName === undefined ? {} : { givenName }),
    ...(title === undefined ? {} : { title }),
    ...(mail === undefined ? {} : { mail }),
    ...(said.length === 0 ? {} : { mobiles: readMobiles(said.flatMap((name) => values.get(name) ?? [])) }),
  };
}
