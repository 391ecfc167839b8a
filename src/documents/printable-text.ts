/** What the letters' font has of the letters that names are written with: Latin-9 whole, and most of Latin Extended. */
const inFont =
  /[ -~\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u0126\u0127\u012a\u012b\u012e-\u0133\u0136\u0137\u0139-\u013e\u0141-\u0148\u0150-\u0155\u0158-\u015b\u015e-\u0165\u016a\u016b\u016e-\u017e\u0218-\u021b\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20ac]/u;

/** The text with letters that the font lacks brought to their base (`ễ` to `e`), others to `?`: never an empty box. */
export function printableText(text: string): string {
  return Array.from(text.normalize('NFC'), printableLetter).join('');
}

function printableLetter(letter: string): string {
  if (inFont.test(letter)) return letter;
  if (/[\u02bb\u02bc]/u.test(letter)) return '’';
  if (/[\p{Mn}\p{Cc}\p{Cf}]/u.test(letter)) return '';
  const base = Array.from(letter.normalize('NFKD')).filter((part) => inFont.test(part));
  return base.length === 0 ? '?' : base.join('');
}
