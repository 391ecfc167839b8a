import { domainToASCII } from 'node:url';
import * as v from 'valibot';

/** Words of letters, digits and `_ ' + -` with dots between, no `'` before the `@`; a host of two names or more, in ASCII. */
const form = /^[\w'+-]+(\.[\w'+-]+)*(?<!')@([a-z\d][a-z\d-]*\.)+[a-z]{2,}$/i;
/** RFC 5321 4.5.3.1.3: a path of 256 octets, its two brackets among them. */
const longest = 254;

/** The rule of an address that is taken as it was typed; `fault` says what is expected. */
export const mailRule = (fault: string) => v.pipe(v.string(fault), v.regex(form, fault));

/**
 * An e-mail address as mails are sent to it, or undefined. What stands before `@` stays as typed, capitals are its owner's
 * affair (RFC 5321 2.4); the host is written in small ASCII letters, `école.fr` as `xn--cole-9oa.fr` (RFC 5891 4.4).
 */
export function readMailAddress(typed: string): string | undefined {
  const text = typed.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  const read = `${text.slice(0, at)}@${domainToASCII(text.slice(at + 1))}`;
  return at > 0 && read.length <= longest && form.test(read) ? read : undefined;
}

/** What two ways of writing an address have in common: people type `Noe@Example.org` and `noe@example.org` for one letter box. */
export function mailKey(address: string): string {
  return address.normalize('NFC').toLowerCase();
}
