/** Letters that NFD leaves whole. */
const spelled: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
};

/** A name without accents, case or punctuation, words apart by one blank: under it people are searched and compared. */
export function normaliseName(name: string): string {
  if (/^[a-z]+$/i.test(name)) return name.toLowerCase();
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[œæßøłđı]/g, (letter) => spelled[letter] ?? '')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
