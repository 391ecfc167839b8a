import type { Random } from '../random.js';

/** No 0, 1, I, O or U: nobody takes one for another on paper, and few words can appear (domain 3). */
export const provisionalAlphabet = '23456789ABCDEFGHJKLMNPQRSTVWXYZ';
const length = 12;
/** Octets from here on would favour the first letters. */
const fairLimit = 256 - (256 % provisionalAlphabet.length);

/** A provisional password: 12 of 31 letters and digits, log2(31^12) = 59 bits. */
export function makeProvisionalPassword(random: Random): string {
  let made = '';
  while (made.length < length) {
    for (const octet of random.bytes(length)) {
      if (octet < fairLimit && made.length < length)
        made += provisionalAlphabet[octet % provisionalAlphabet.length];
    }
  }
  return made;
}
