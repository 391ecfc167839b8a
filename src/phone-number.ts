import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';

/** Territories dialled from France as if they were in it: 0692… is a mobile of La Réunion, +262 692… */
const overseas = ['RE', 'GP', 'GF', 'MQ', 'YT', 'PM'] as const;

/**
 * A telephone number as people in France write it (`06…`, `+33 6…`, `0033…`, `0692…`), or undefined when it is none.
 * Overseas numbers written as national ones, or after +33, get the calling code of their territory (domain 3).
 */
export function readPhoneNumber(text: string): PhoneNumber | undefined {
  if (text.length > 40) return undefined;
  const number = parsePhoneNumberFromString(text, 'FR');
  if (number === undefined || number.ext !== undefined) return undefined;
  if (number.isValid()) return number;
  if (number.countryCallingCode !== '33') return undefined;
  for (const territory of overseas) {
    const there = parsePhoneNumberFromString(`0${number.nationalNumber}`, territory);
    if (there?.country === territory && there.isValid()) return there;
  }
  return undefined;
}

/** Why no SMS goes to a number. */
export type NumberFault = 'number-invalid' | 'number-not-mobile' | 'number-country';

/**
 * The number in E.164 (`+33612345678`), or why no SMS goes to it: only mobiles, so neither premium numbers nor landlines, and
 * only of those calling codes (`33`): fraud sends codes to dear numbers abroad (security R03).
 */
export function mobileNumber(
  text: string,
  callingCodes: readonly string[],
): { number: string } | { fault: NumberFault } {
  const read = readPhoneNumber(text);
  if (read === undefined) return { fault: 'number-invalid' };
  if (!callingCodes.includes(read.countryCallingCode)) return { fault: 'number-country' };
  const kind = read.getType();
  if (kind !== 'MOBILE' && kind !== 'FIXED_LINE_OR_MOBILE') return { fault: 'number-not-mobile' };
  return { number: read.number };
}

/** Blocks of the mainland that the overseas departments do not use (domain 3). */
const mainlandMobile = /^(?:0|\+33)((?:6[0-24-8]\d|63[0-8]|69[89]|7\d\d)\d{6})$/;
const frenchLandline = /^(?:0|\+33)[1-589]\d{8}$/;

/**
 * A mobile of a school's records as E.164; undefined for what is none: a landline receives no SMS. Most are of the mainland and
 * need no table: blocks are handed out every year, and one that is younger than the table is good all the same.
 */
export function importedMobile(text: string): string | undefined {
  const digits = text
    .replace('(0)', '')
    .replaceAll(/[^\d+]/g, '')
    .replace(/^00/, '+');
  const mainland = mainlandMobile.exec(digits)?.[1];
  if (mainland !== undefined) return `+33${mainland}`;
  if (frenchLandline.test(digits)) return undefined;
  const read = readPhoneNumber(digits);
  const kind = read?.getType();
  return kind === 'MOBILE' || kind === 'FIXED_LINE_OR_MOBILE' ? read?.number : undefined;
}
