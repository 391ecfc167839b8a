import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** RFC 5321 4.5.3.1.3: a path of 256 octets, its two brackets among them. */
const address = z.email().max(254);

/**
 * An e-mail address as mails are sent to it, or undefined. What stands before `@` stays as typed, capitals are its owner's
 * affair (RFC 5321 2.4); the host is written in small ASCII letters, `école.fr` as `xn--cole-9oa.fr` (RFC 5891 4.4).
 */
export function readMailAddress(typed: string): string | undefined {
  const text = typed.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  const read = address.safeParse(`${text.slice(0, at)}@${domainToASCII(text.slice(at + 1))}`);
  return at > 0 && read.success ? read.data : undefined;
}

/** What two ways of writing an address have in common: people type `Noe@Example.org` and `noe@example.org` for one letter box. */
export function mailKey(address: string): string {
  return address.normalize('NFC').toLowerCase();
}
