import { z } from 'zod';

/** Each rule says in plain words what is expected: the operator reads it after the name of the setting. */
export const whole = (min: number, max: number) =>
  z
    .string()
    .trim()
    .refine(
      (digits) => /^\d{1,9}$/.test(digits) && Number(digits) >= min && Number(digits) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number);
export const oneOf = <const T extends string>(...words: T[]) =>
  z.enum(words, `must be ${words.join(', ').replace(/, (?=[^ ]*$)/, ' or ')}`);
export const onOff = oneOf('on', 'off').transform((word) => word === 'on');
export const url = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .transform((value) => value.replace(/\/+$/, ''));
export const secret = z.string().min(16, 'must have at least 16 characters');
export const text = (max: number) =>
  z.string().trim().min(1, 'must not be blank').max(max, `must have at most ${max} characters`);

export interface Setting {
  rule: z.ZodType;
  /** As it would be written in the environment; absent: no default. */
  default?: string;
  /** What it is, in one sentence, with its unit. */
  about: string;
}
