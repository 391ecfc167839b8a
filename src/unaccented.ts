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

/** A text in lower case without accents, its ligatures spelled out. */
export function unaccented(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[œæßøłđı]/g, (letter) => spelled[letter] ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '');
}
