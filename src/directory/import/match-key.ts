import { hash } from 'node:crypto';
import type { Person, SchoolContact } from '../../accounts/ports.js';

/**
 * Same name, first name, mail and mobile: one account, across schools (domain 9). The names to the letter, accents and capitals
 * included: the account has one spelling, and portals compare it with that of their feed by `=` (domain 13). Without a mail or
 * without a mobile nothing is matched: two parents of one name would see each other's children.
 */
export function matchKey(
  { sn, givenName }: Pick<Person, 'sn' | 'givenName'>,
  { mail, mobiles }: SchoolContact,
): string | undefined {
  if (mail === undefined || mobiles[0] === undefined) return undefined;
  return `m:${hash('sha256', JSON.stringify([sn, givenName, mail, mobiles[0]]), 'base64url')}`;
}
