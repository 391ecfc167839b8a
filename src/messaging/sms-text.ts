/** GSM 03.38: the 7-bit alphabet of SMS; those of the second list take two places. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡' +
    'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('^{}\\[~]|€');

/** Marks that telephones of old lack, and what stands for them. */
const plain: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  // Set values off in texts from right to left; telephones of old show them as boxes, and SMS have none to spare.
  '\u2066': '',
  '\u2068': '',
  '\u2069': '',
  ı: 'i',
  œ: 'oe',
  Œ: 'OE',
};

/**
 * The text in letters of the 7-bit alphabet, which lets 160 into one SMS instead of 70: `ê` becomes `e`, `«` becomes `"`.
 * A letter with no likeness there (Arabic, Greek small letters) stays as it is.
 */
export function writeForSms(text: string): string {
  return [...text.normalize('NFC')]
    .map((letter) => {
      if (basic.has(letter) || extended.has(letter)) return letter;
      const likeness = plain[letter] ?? letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
      return [...likeness].every((one) => basic.has(one)) ? likeness : letter;
    })
    .join('');
}

/** How many SMS a text takes, as it is billed: 160 places (153 each when several), or 70 (67) UTF-16 units. */
export function countSmsParts(text: string): number {
  const letters = [...text];
  const gsm = letters.every((letter) => basic.has(letter) || extended.has(letter));
  const places = gsm ? letters.reduce((sum, letter) => sum + (extended.has(letter) ? 2 : 1), 0) : text.length;
  const [one, several] = gsm ? [160, 153] : [70, 67];
  return places <= one ? 1 : Math.ceil(places / several);
}
