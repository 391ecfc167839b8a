import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '../random.js';
import type { SentCode } from './activation-ports.js';
import { day, hour, type AllowanceTerms } from './allowance-ports.js';

/** Life of a code in seconds: 10 min (domain 8.3). */
export const codeSeconds = 600;
/** Answers that one code takes (domain 8.3). */
export const codeTries = 3;
const digits = 6;

/** Codes that one number may be asked for, however it is written: it was made E.164 before (security R03). */
export const codesOfNumber: readonly AllowanceTerms[] = [
  { most: 3, seconds: hour },
  { most: 5, seconds: day },
];
/** Codes that one client address may ask for in 24 h; with three tries each, so are its guesses (security R09). */
export const codesOfClient: AllowanceTerms = { most: 20, seconds: day };

/**
 * Answers in 24 h to the codes of everybody, for a budget of so many SMS: no honest day needs more, and who spreads guesses over
 * many accounts meets it (security R09).
 */
export function answersOfAll(smsPerDay: number): AllowanceTerms {
  return { most: codeTries * smsPerDay, seconds: day };
}

/** Binds codes to their journey. */
export interface CodeKey {
  /** HMAC key, from SESSION_SECRET. */
  codeKey: Buffer;
}

/** Six digits, each combination as likely as any other: 32 random bits are taken again when they would favour some. */
export function newCode(random: Random): string {
  const all = 10 ** digits;
  const fair = 2 ** 32 - (2 ** 32 % all);
  for (;;) {
    const drawn = random.bytes(4).readUInt32BE();
    if (drawn < fair) return String(drawn % all).padStart(digits, '0');
  }
}

/** What is kept of a code: nobody that reads the store can tell it, nor use it in another journey. */
export function sentCode(code: string, journey: string, { codeKey, now }: CodeKey & { now: Date }): SentCode {
  const expiresAt = new Date(now.getTime() + codeSeconds * 1000);
  return { mac: macOf(code, journey, codeKey), answers: 0, expiresAt };
}

/** The six digits that were typed, however they were grouped; undefined: that is no code, and costs no try. */
export function readCode(typed: string): string | undefined {
  if (typed.length > 40) return undefined;
  const text = typed.normalize('NFKC').replaceAll(/[\s.\-–]/gu, '');
  return /^\d{6}$/.test(text) ? text : undefined;
}

/** Why no answer is looked at. */
export type CodeEnd = 'expired' | 'used-up';

/** What ended the code, or undefined: a further answer is looked at. */
export function endOfCode(code: SentCode, now: Date): CodeEnd | undefined {
  if (code.answers >= codeTries) return 'used-up';
  return code.expiresAt <= now ? 'expired' : undefined;
}

/** True for the code that was sent to somebody. Its place among the tries must have been taken before (security R04). */
export function isRightCode(code: SentCode, typed: string, journey: string, { codeKey }: CodeKey): boolean {
  const same = timingSafeEqual(Buffer.from(macOf(typed, journey, codeKey)), Buffer.from(code.mac));
  return same && code.accountId !== undefined;
}

function macOf(code: string, journey: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${journey} ${code}`).digest('base64url');
}
