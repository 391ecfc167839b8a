import { hash } from 'node:crypto';
import type { Person, SchoolContact } from '../../accounts/ports.js';
import { normaliseName } from '../feed/normalise-name.js';

/**
 * Same name, first name, mail and mobile: one account, across schools (domain 9). Without a mail or without a mobile nothing is
 * matched: two parents of one name would see each other's children.
 */
export function matchKey(
  { sn, givenName }: Pick<Person, 'sn' | 'givenName'>,
  { mail, mobiles }: SchoolContact,
): string | undefined {
  if (mail === undefined || mobiles[0] === undefined) return undefined;
  const names = `${normaliseName(sn)}|${normaliseName(givenName)}`;
  return `m:${hash('sha256', `${names}|${mail}|${mobiles[0]}`, 'base64url')}`;
}
