import { toNumber } from '../bson/codec.js';
import { compare } from '../bson/compare.js';
import { KeyWriter, rank, rankOf } from '../bson/key-writer.js';

/** BSON's order between all types, where a missing value comes before null. */
export function compareValues(one: unknown, other: unknown): number {
  if (one === undefined && other === undefined) return 0;
  if (one === undefined) return rankOf(other) === rank.minKey ? 1 : -1;
  if (other === undefined) return rankOf(one) === rank.minKey ? -1 : 1;
  return compare(one, other);
}

/** Null and missing: what most operators answer null for. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** What a condition takes for true: all but false, null, missing and 0. */
export function isTrue(value: unknown): boolean {
  return !isNothing(value) && value !== false && toNumber(value) !== 0;
}

const writer = new KeyWriter();

/** The same text for values that are equal: what groups are found by. */
export function keyOf(value: unknown): string {
  return writer.reset().value(value).finish().toString('latin1');
}
