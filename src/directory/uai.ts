/** I, O and Q are left out: they look like 1 and 0. */
const keyLetters = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** The key letter of the seven digits of a UAI: remainder by 23 (domain 3). */
function uaiKeyLetter(number: number): string {
  return keyLetters.charAt(number % keyLetters.length);
}

/** The UAI of that number: seven digits and the key letter. */
export function makeUai(number: number): string {
  return `${String(number).padStart(7, '0')}${uaiKeyLetter(number)}`;
}

/** True for seven digits and their right key letter, in upper case. */
export function isUai(text: string): boolean {
  return /^\d{7}[A-Z]$/.test(text) && makeUai(Number(text.slice(0, 7))) === text;
}
