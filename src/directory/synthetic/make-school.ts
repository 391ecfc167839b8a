import type { School } from '../ports.js';
import { levelsOf, type Level, type SchoolKind } from '../school-levels.js';
import { makeUai } from '../../uai.js';
import { schoolNames } from './french-names.js';

/** Digits no academy uses: 999 is no department. The sandbox of `demo/` has those below. */
const firstNumber = 9_991_000;
/** Schools that can be told apart by UAI. */
export const mostSchools = 9_000;
/** Academy code "sans objet" (domain 3). */
export const syntheticAcademy = '99';
const classLetters = ['A', 'B', 'C'];
const kinds: readonly SchoolKind[] = ['collège', 'école', 'lycée', 'école'];

/** A school that never was, and what is taught in it. */
export interface SyntheticSchool {
  school: School;
  rooms: readonly { className: string; level: Level }[];
}

/** The school of place `index` (0 to 8 999): every fourth is a collège, then école, lycée, école. */
export function makeSchool(index: number): SyntheticSchool {
  const kind = kinds[index % kinds.length] as SchoolKind;
  const rooms = levelsOf[kind].flatMap((level) =>
    classLetters.map((letter) => ({ className: `${level.prefix}${letter}`, level })),
  );
  const label = `${kind} ${schoolNames[index % schoolNames.length]}`;
  const school: School = {
    uai: makeUai(firstNumber + index),
    name: label.charAt(0).toUpperCase() + label.slice(1),
    degree: kind === 'école' ? 1 : 2,
    academy: syntheticAcademy,
    structureId: String(50_000 + index),
    classes: rooms.map(({ className, level }) => ({
      name: className,
      ...(level.mefstat4 === undefined ? {} : { level: level.mefstat4 }),
    })),
  };
  return { school, rooms };
}
