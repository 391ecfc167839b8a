import * as v from 'valibot';
import { isHttpUrl, withoutBreaks } from '../http-url.js';
import { parseUrl } from '../parse-url.js';
import { mailRule } from '../mail-address.js';

/** Each rule says in plain words what is expected: the operator reads it after the name of the setting. */
export const whole = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.check(
      (digits) => /^\d{1,9}$/.test(digits) && Number(digits) >= min && Number(digits) <= max,
      `must be a whole number from ${min} to ${max}`,
    ),
    v.transform(Number),
  );
export const oneOf = <const T extends string>(...words: T[]) =>
  v.picklist(words, `must be ${words.join(', ').replace(/, (?=[^ ]*$)/, ' or ')}`);
export const onOff = v.pipe(
  oneOf('on', 'off'),
  v.transform((word) => word === 'on'),
);
export const url = v.pipe(
  v.string(),
  v.trim(),
  v.check(isHttpUrl, 'must be an address that begins with https:// or http://'),
  v.transform((value) => withoutBreaks(value).replace(/\/+$/, '')),
);
/** Where a site begins: the addresses of our pages are written from the root. */
export const site = v.pipe(url, v.check(isRoot, 'must be an address without user, path, ? or #'));
export const mail = mailRule('must be an e-mail address');
export const secret = v.pipe(v.string(), v.minCodePoints(16, 'must have at least 16 characters'));
export const text = (max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('must not be blank'),
    v.maxCodePoints(max, `must have at most ${max} characters`),
  );

export interface Setting {
  rule: v.GenericSchema;
  /** As it would be written in the environment; absent: no default. */
  default?: string;
  /** What it is, in one sentence, with its unit. */
  about: string;
}

function isRoot(address: string): boolean {
  const read = parseUrl(address);
  // What is no address at all is another fault.
  return read === undefined || (read.username === '' && read.pathname === '/' && !/[?#]/.test(address));
}
