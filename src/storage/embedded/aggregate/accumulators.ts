import { Double, Int32 } from 'bson';
import { bsonTypeOf, toNumber } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { calculate } from '../update/arithmetic.js';
import { compareValues, isNothing, keyOf } from './compare-values.js';

/** Makes one value of the many values of a group; `undefined` among them is a missing one. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** The accumulators of `$group`; `$sum`, `$avg`, `$min` and `$max` are expressions too. */
export const accumulators: Record<string, () => Accumulator> = {
  $sum: () =>
    folding<unknown>(new Int32(0), (sum, value) => (isNumber(value) ? calculate('+', sum, value) : sum)),
  $avg: average,
  $min: () => extreme((order) => order < 0),
  $max: () => extreme((order) => order > 0),
  $first: () => {
    let found: { value: unknown } | undefined;
    return { add: (value) => void (found ??= { value }), result: () => found?.value ?? null };
  },
  $last: () => folding<unknown>(null, (_, value) => value ?? null),
  $push: () => collecting(() => true),
  $addToSet: () => {
    const known = new Set<string>();
    return collecting((value) => known.size !== known.add(keyOf(value)).size);
  },
  $count: () => folding<unknown>(new Int32(0), (sum) => calculate('+', sum, new Int32(1))),
};

/** What an accumulator makes of a list. */
export function accumulate(name: string, values: readonly unknown[]): unknown {
  const accumulator = (accumulators[name] as () => Accumulator)();
  values.forEach((value) => accumulator.add(value));
  return accumulator.result();
}

function folding<T>(start: T, next: (state: T, value: unknown) => T): Accumulator {
  let state = start;
  return { add: (value) => void (state = next(state, value)), result: () => state };
}

function collecting(accepts: (value: unknown) => boolean): Accumulator {
  const all: unknown[] = [];
  return {
    add: (value) => void (value !== undefined && accepts(value) && all.push(value)),
    result: () => all,
  };
}

/** The mean of the numbers as a double; null when there is none. */
function average(): Accumulator {
  let [sum, count] = [0, 0];
  return {
    add: (value) => {
      if (!isNumber(value)) return;
      sum += toNumber(value) as number;
      count += 1;
    },
    result: () => (count === 0 ? null : new Double(sum / count)),
  };
}

/** The least or greatest value in BSON's order; null and missing do not count. */
function extreme(better: (order: number) => boolean): Accumulator {
  return folding<unknown>(null, (best, value) =>
    !isNothing(value) && (best === null || better(compareValues(value, best))) ? value : best,
  );
}

/** @throws CommandError CommandNotSupported for a Decimal128, which must not be left out of a sum in silence. */
function isNumber(value: unknown): boolean {
  if (bsonTypeOf(value) === 'Decimal128')
    throw new CommandError('CommandNotSupported', 'Arithmetic on Decimal128 is not supported');
  return toNumber(value) !== undefined;
}
