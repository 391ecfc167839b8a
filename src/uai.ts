/** I, O and Q are left out: they look like 1 and 0. */
const keyLetters = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** The UAI (code of a school) of that number: seven digits and the key letter, their remainder by 23 (domain 3). */
export function makeUai(number: number): string {
  return `${String(number).padStart(7, '0')}${keyLetters.charAt(number % keyLetters.length)}`;
}

/** True for seven digits and their right key letter, in upper case. */
export function isUai(text: string): boolean {
  return /^\d{7}[A-Z]$/.test(text) && makeUai(Number(text.slice(0, 7))) === text;
}
