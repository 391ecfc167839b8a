import type { Letter } from './ports.js';

const french = new Intl.Collator('fr', { numeric: true });

/** By class, then name, as they are handed out: 6A before 10A, accents and case apart. */
export function sortLetters(letters: readonly Letter[]): Letter[] {
  return [...letters].sort(
    (a, b) =>
      french.compare(classesOf(a), classesOf(b)) ||
      french.compare(a.sn, b.sn) ||
      french.compare(a.givenName, b.givenName) ||
      french.compare(a.identifier, b.identifier),
  );
}

/** The class of a pupil, or those of a guardian's children. */
export function classesOf({ className, children }: Letter): string {
  if (className !== undefined) return className;
  const classes = children.flatMap((child) => (child.className === undefined ? [] : [child.className]));
  return [...new Set(classes)].sort(french.compare).join(', ');
}
