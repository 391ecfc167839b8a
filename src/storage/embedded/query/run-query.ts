import { rank, rankOf } from '../bson/key-writer.js';
import { encodeId, StoredDocument, type Collection } from '../engine/collection.js';
import type { OrderedStore } from '../engine/ordered-store.js';
import { compileFilter, isOperatorDocument } from './compile-filter.js';
import { plan, type Plan, type Question } from './plan.js';
import { scan, type ScanCounts } from './scan.js';
import { sortBy } from './sort.js';

/** A question with its window on the answers; `limit` 0 means all. */
export interface Query extends Question {
  skip: number;
  limit: number;
}

/** The documents that match, lazily; and how they are found. */
export interface QueryRun {
  plan: Plan;
  counts: ScanCounts;
  results: Iterable<StoredDocument>;
}

/** Plans and runs a query. @throws CommandError for an operator the store does not have, at once. */
export function runQuery(store: OrderedStore, collection: Collection, query: Query): QueryRun {
  const chosen = plan(collection, query);
  const counts = { keys: 0, documents: 0 };
  return {
    plan: chosen,
    counts,
    results: withinWindow(matches(store, collection, query, { chosen, counts }), query),
  };
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
  store: OrderedStore,
  collection: Collection,
  { filter, sort }: Query,
  { chosen, counts }: { chosen: Plan; counts: ScanCounts },
): Iterable<StoredDocument> {
  const test = Object.keys(filter).length > 0 ? compileFilter(filter) : undefined;
  const scanned = scan(store, collection, chosen, counts);
  const found = test ? filterLazily(scanned, (stored) => test(stored.document)) : scanned;
  return chosen.sorted || sort.length === 0 ? found : sortBy([...found], sort, (stored) => stored.document);
}

function* filterLazily(items: Iterable<StoredDocument>, test: (item: StoredDocument) => boolean) {
  for (const item of items) if (test(item)) yield item;
}

function* withinWindow(items: Iterable<StoredDocument>, { skip, limit }: Query): Generator<StoredDocument> {
  let at = 0;
  const end = limit > 0 ? skip + limit : Infinity;
  for (const item of items) {
    if (at++ >= skip) yield item;
    if (at >= end) return;
  }
}
