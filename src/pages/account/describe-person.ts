import type { Account } from '../../accounts/ports.js';
import type { School } from '../../directory/ports.js';
import type { SignedIn } from '../../web/ports.js';

/** « Mes informations »: what the school records say, read-only. */
export function describePerson(
  account: Account,
  { user, schools }: { user: SignedIn; schools: readonly School[] },
) {
  const { kind, identifier, person } = account;
  const names = new Map(schools.map(({ uai, name }) => [uai, name]));
  const places = person.schools.map(({ uai, className }) => ({ school: names.get(uai) ?? uai, className }));
  return {
    fullName: `${person.givenName} ${person.sn}`,
    kindKey: `services.kind-${kind}`,
    identifier,
    places: places.filter(
      ({ school, className }, at) =>
        places.findIndex((other) => other.school === school && other.className === className) === at,
    ),
    children: user.subject.children.map(({ givenName, sn }) => `${givenName} ${sn}`),
  };
}
