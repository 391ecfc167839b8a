import type { Collection } from '../engine/collection.js';
import { StoredDocument } from '../engine/collection.js';
import type { Entry, KeyRange, OrderedStore, ReadableStore } from '../engine/ordered-store.js';
import type { Plan } from './plan.js';

/** What a query looked at, for `explain`. */
export interface ScanCounts {
  keys: number;
  documents: number;
}

const firstChunk = 4;
const largestChunk = 256;

/**
 * The documents that a plan leads to. They are read in growing chunks, each from behind the last key, so that nothing
 * stays open between two batches of a cursor and writes in between do no harm.
 */
export function* scan(
  store: OrderedStore,
  collection: Collection,
  plan: Plan,
  counts: ScanCounts,
): Generator<StoredDocument> {
  const seen = plan.repeats ? new Set<string>() : undefined;
  for (const branch of plan.branches ?? [plan]) {
    const ranges = branch.backwards ? [...branch.ranges].reverse() : branch.ranges;
    for (const range of ranges) {
      for (const { key, value } of entries(store, range, branch.backwards)) {
        counts.keys += 1;
        const idKey = branch.index ? value : key.subarray(collection.documents.start.length);
        if (seen && !addOnce(seen, idKey)) continue;
        const bytes = branch.index ? collection.bytesAt(idKey) : value;
        if (bytes === undefined) continue;
        counts.documents += 1;
        yield new StoredDocument(idKey, bytes);
      }
    }
  }
}

/** The entries of a range, read in growing chunks. */
export function* entries(store: ReadableStore, range: KeyRange, backwards: boolean): Generator<Entry> {
  let rest = range;
  for (let size = firstChunk; ; size = Math.min(size * 4, largestChunk)) {
    const chunk = store.read(rest, size, backwards);
    yield* chunk;
    const last = chunk[size - 1];
    if (last === undefined) return;
    rest = backwards ? { start: range.start, end: last.key } : { start: after(last.key), end: range.end };
  }
}

function after(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}

function addOnce(seen: Set<string>, idKey: Buffer): boolean {
  const text = idKey.toString('latin1');
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}
