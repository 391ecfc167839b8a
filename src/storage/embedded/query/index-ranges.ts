import { KeyWriter, rankOf, successor } from '../bson/key-writer.js';
import type { KeyRange } from '../engine/ordered-store.js';
import type { Bound, Condition } from './read-conditions.js';

const writer = new KeyWriter();

/** Above this many combinations of `$in` values an index is read by its first fields only. */
const mostRanges = 1000;

/** A searchable index: where its entries lie and what its fields are. */
export interface SearchSpace {
  entries: KeyRange;
  fields: readonly { name: string; descending: boolean }[];
  /** Encoded fields longer than this end in a digest, so a range must not look beyond it. */
  certainLength: number;
  multikey: boolean;
}

/** How far an index narrows a search down. */
export interface Narrowing {
  ranges: KeyRange[];
  /** How many leading fields are pinned to points, and whether each of them is a single point. */
  equalities: number;
  single: boolean;
  ranged: boolean;
}

/** The parts of an index that can hold matches: equality on the leading fields, then a range on the next one. */
export function narrow(space: SearchSpace, conditions: Map<string, Condition>): Narrowing {
  let prefixes: Buffer[] = [space.entries.start];
  let equalities = 0;
  const fields = space.multikey ? independent(space.fields) : space.fields;
  for (const field of fields) {
    const points = conditions.get(field.name)?.points;
    if (!points || prefixes.length * points.length > mostRanges) break;
    prefixes = prefixes.flatMap((prefix) =>
      distinct(points.map((point) => extend(prefix, point, field.descending))),
    );
    equalities += 1;
  }
  const next = fields[equalities];
  const condition = next && conditions.get(next.name);
  const ranged = condition !== undefined && (condition.low !== undefined || condition.high !== undefined);
  const ranges = prefixes.map((prefix) =>
    next && condition && ranged
      ? rangeWithin(prefix, condition, next.descending, space.multikey)
      : { start: prefix, end: successor(prefix) },
  );
  const clamped = ranges.map((range) => clamp(range, space.certainLength));
  return { ranges: clamped, equalities, single: prefixes.length === 1, ranged };
}

/** Two conditions on one array may be met by two of its elements: an index of both is searched by the first. */
function independent(fields: SearchSpace['fields']): SearchSpace['fields'] {
  const starts = fields.map(({ name }) => name.split('.')[0]);
  const repeated = starts.findIndex((start, at) => starts.indexOf(start) < at);
  return repeated < 0 ? fields : fields.slice(0, repeated);
}

function extend(prefix: Buffer, value: unknown, descending: boolean): Buffer {
  return writer.reset().raw(prefix).value(value, descending).finish();
}

function distinct(keys: Buffer[]): Buffer[] {
  keys.sort(Buffer.compare);
  return keys.filter((key, at) => at === 0 || !key.equals(keys[at - 1] as Buffer));
}

/** Two bounds may be met by two elements of one array, so a multikey index is searched by one of them only. */
function rangeWithin(prefix: Buffer, condition: Condition, descending: boolean, multikey: boolean): KeyRange {
  const { low, high } = condition;
  const type = rankOf((low ?? high)?.value);
  const bracket = successorOrPrefix(prefix, type, descending);
  const first = low && bound(prefix, low, descending, false);
  const last = high && !(multikey && low && !high.prefix) ? bound(prefix, high, descending, true) : undefined;
  const [start, end] = descending ? [last, first] : [first, last];
  return { start: start ?? bracket.start, end: end ?? bracket.end };
}

function successorOrPrefix(prefix: Buffer, type: number, descending: boolean): KeyRange {
  const start = Buffer.concat([prefix, Buffer.of(descending ? ~type & 0xff : type)]);
  return { start, end: successor(start) };
}

/** The key where a bound lies: before all entries of its value or after them. */
function bound(
  prefix: Buffer,
  { value, inclusive, prefix: open }: Bound,
  descending: boolean,
  isHigh: boolean,
): Buffer {
  const key = extend(prefix, value, descending);
  if (open) return afterPrefix(key, descending);
  const after = isHigh === inclusive;
  return after !== descending ? successor(key) : key;
}

/** A string ends in two zero bytes: without them it is the beginning of all strings that continue it. */
function afterPrefix(key: Buffer, descending: boolean): Buffer {
  const beginning = key.subarray(0, key.length - 2);
  return descending ? Buffer.from(beginning) : successor(Buffer.from(beginning));
}

function clamp(range: KeyRange, length: number): KeyRange {
  const start = range.start.length > length ? range.start.subarray(0, length) : range.start;
  const end = range.end.length > length ? successor(range.end.subarray(0, length)) : range.end;
  return { start, end };
}
