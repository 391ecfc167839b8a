import { bsonTypeOf, toNumber } from './codec.js';
import { KeyWriter, rank, rankOf } from './key-writer.js';

const left = new KeyWriter();
const right = new KeyWriter();

/** BSON's order: below 0, 0 or above 0. Numbers of every type compare by value, strings by their UTF-8 bytes. */
export function compare(a: unknown, b: unknown): number {
  const rankA = rankOf(a);
  const rankB = rankOf(b);
  if (rankA !== rankB) return rankA - rankB;
  if (rankA === rank.null) return 0;
  if (rankA === rank.string && typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (rankA === rank.date) return (a as Date).getTime() - (b as Date).getTime();
  if (rankA === rank.number && bsonTypeOf(a) !== 'Long' && bsonTypeOf(b) !== 'Long') {
    const x = toNumber(a) as number;
    const y = toNumber(b) as number;
    if (x === y) return 0;
    if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1;
    return x < y ? -1 : 1;
  }
  return Buffer.compare(left.reset().value(a).finish(), right.reset().value(b).finish());
}

/** Equality as a query means it: by value between number types; embedded documents field by field, in order. */
export function equals(a: unknown, b: unknown): boolean {
  return compare(a, b) === 0;
}

/** JavaScript orders strings by UTF-16 units, MongoDB by UTF-8 bytes: they differ above U+D7FF only. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return codePointWeight(x) - codePointWeight(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they come after U+E000 to U+FFFF. */
function codePointWeight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
