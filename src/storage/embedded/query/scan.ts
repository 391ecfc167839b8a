import type { Collection } from '../engine/collection.js';
import { StoredDocument } from '../engine/collection.js';
import { CommandError } from '../command-error.js';
import type { RangeReader } from '../engine/range-reader.js';
import type { Plan } from './plan.js';

/** What a query looked at, for `explain`. */
export interface ScanCounts {
  keys: number;
  documents: number;
}

/** What a lazy answer gives: an item, or `undefined` where the store may do something else before the next one. */
export type Step<T> = T | undefined;

/** Work with pauses, and what comes of it. */
export type Steps<T> = Generator<undefined, T>;

/**
 * The documents that a plan leads to. They are read in growing chunks, each from behind the last key, so that nothing
 * stays open between two chunks and writes in between do no harm; between two chunks there is a pause. With `keysOnly` they
 * are not read: there is nothing in them.
 * @throws CommandError QueryPlanKilled when the collection or the index was dropped during a pause.
 */
export function* scan(
  reader: RangeReader,
  collection: Collection,
  { plan, keysOnly = false }: { plan: Plan; keysOnly?: boolean },
  counts: ScanCounts,
): Generator<Step<StoredDocument>> {
  const seen = plan.repeats ? new Set<string>() : undefined;
  for (const branch of plan.branches ?? [plan]) {
    const ranges = branch.backwards ? [...branch.ranges].reverse() : branch.ranges;
    for (const range of ranges) {
      reader.begin(range, branch.backwards);
      for (let step = reader.next(); step !== 'end'; step = reader.next()) {
        if (step === 'pause') {
          yield undefined;
          assertStanding(collection, branch);
          continue;
        }
        const { key, value } = step;
        counts.keys += 1;
        const idKey = branch.index ? value : key.subarray(collection.documents.start.length);
        if (seen && !addOnce(seen, idKey)) continue;
        if (keysOnly) {
          yield new StoredDocument(idKey, unread);
          continue;
        }
        const bytes = branch.index ? collection.bytesAt(idKey) : value;
        if (bytes === undefined) continue;
        counts.documents += 1;
        yield new StoredDocument(idKey, bytes);
      }
    }
  }
}

const unread = Buffer.alloc(0);

function assertStanding(collection: Collection, { index }: Plan): void {
  if (!collection.dropped && !index?.dropped) return;
  const what = index?.dropped ? `index '${index.options.name}'` : `collection '${collection.namespace}'`;
  throw new CommandError('QueryPlanKilled', `${what} was dropped while it was read`);
}

function addOnce(seen: Set<string>, idKey: Buffer): boolean {
  const text = idKey.toString('latin1');
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}

/** The items alone, for who cannot pause: a write reads all before it changes the first. */
export function* withoutPauses<T>(steps: Iterable<Step<T>>): Generator<T> {
  for (const step of steps) if (step !== undefined) yield step;
}
