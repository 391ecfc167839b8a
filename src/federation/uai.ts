/** Key letters of a UAI: seven digits modulo 23 (domain 3). */
const KEY_LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** True for a school code (UAI) whose key letter is right. */
export function isUai(text: string): boolean {
  const parts = /^(\d{7})([A-Z])$/.exec(text);
  return parts !== null && KEY_LETTERS[Number(parts[1]) % KEY_LETTERS.length] === parts[2];
}
