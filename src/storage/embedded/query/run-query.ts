import { rank, rankOf } from '../bson/key-writer.js';
import { encodeId, StoredDocument, type Collection } from '../engine/collection.js';
import type { OrderedStore } from '../engine/ordered-store.js';
import { RangeReader } from '../engine/range-reader.js';
import { compileFilter, isOperatorDocument } from './compile-filter.js';
import { plan, type Plan, type Question } from './plan.js';
import { scan, type ScanCounts, type Step } from './scan.js';
import { sortFound, type Memory } from './sort-found.js';

/** A question with its window on the answers; `limit` 0 means all. */
export interface Query extends Question {
  skip: number;
  limit: number;
  /** Only how many they are is asked: where an index alone tells, no document is read. */
  countOnly?: boolean;
}

/** The documents that match, lazily and with pauses; and how they are found. */
export interface QueryRun {
  plan: Plan;
  counts: ScanCounts;
  results: Iterable<Step<StoredDocument>>;
  /** What the results keep in memory between two of them, in bytes. */
  memory: Memory;
  /** Lets go of what was read ahead: the results go on from where they are. */
  park(): void;
}

/** Plans and runs a query. @throws CommandError for an operator the store does not have, at once. */
export function runQuery(store: OrderedStore, collection: Collection, query: Query): QueryRun {
  const chosen = plan(collection, query);
  const counts = { keys: 0, documents: 0 };
  const memory = { bytes: 0 };
  const reader = new RangeReader(store);
  const keysOnly = query.countOnly === true && isToldByIndex(chosen, query.filter);
  const scanned = scan(reader, collection, { plan: chosen, keysOnly }, counts);
  return {
    plan: chosen,
    counts,
    results: withinWindow(keysOnly ? scanned : matches(scanned, query, { chosen, memory }), query),
    memory,
    park: () => reader.park(),
  };
}

/** One short text in the only field of an index: what lies there matches, and nothing else does. */
function isToldByIndex({ index }: Plan, filter: Record<string, unknown>): boolean {
  const [only, ...others] = Object.entries(filter);
  if (index === undefined || only === undefined || others.length > 0) return false;
  const [name, value] = only;
  const isWhole = index.fields.length === 1 && index.fields[0]?.name === name && !index.partialFilter;
  // `a.0` names an element of an array or a field, whichever is there.
  return isWhole && !/\.\d/.test(name) && typeof value === 'string' && value.length <= 100;
}

/** The document whose `_id` a filter of nothing else names; undefined when the filter says more or nothing of the kind. */
export function pointOf(filter: Record<string, unknown>): { id: unknown } | undefined {
  let count = 0;
  for (const name in filter) {
    if (name !== '_id' || ++count > 1) return undefined;
  }
  const id = filter['_id'];
  const type = rankOf(id);
  if (count === 0 || type === rank.array || type === rank.regex || isOperatorDocument(id)) return undefined;
  return { id };
}

/** Reads one document by `_id`, without planning and without decoding it. */
export function readPoint(collection: Collection, id: unknown): StoredDocument | undefined {
  const idKey = encodeId(id);
  const bytes = collection.bytesAt(idKey);
  return bytes && new StoredDocument(idKey, bytes);
}

function matches(
  scanned: Iterable<Step<StoredDocument>>,
  { filter, sort, skip, limit }: Query,
  { chosen, memory }: { chosen: Plan; memory: Memory },
): Iterable<Step<StoredDocument>> {
  const test = Object.keys(filter).length > 0 ? compileFilter(filter) : undefined;
  const found = test ? filterLazily(scanned, (stored) => test(stored.document)) : scanned;
  if (chosen.sorted || sort.length === 0) return found;
  return sortFound(found, sort, { memory, atMost: limit > 0 ? skip + limit : Infinity });
}

function* filterLazily(items: Iterable<Step<StoredDocument>>, test: (item: StoredDocument) => boolean) {
  for (const item of items) if (item === undefined || test(item)) yield item;
}

function* withinWindow(
  items: Iterable<Step<StoredDocument>>,
  { skip, limit }: Query,
): Generator<Step<StoredDocument>> {
  let at = 0;
  const end = limit > 0 ? skip + limit : Infinity;
  for (const item of items) {
    if (item === undefined) {
      yield undefined;
      continue;
    }
    if (at++ >= skip) yield item;
    if (at >= end) return;
  }
}
