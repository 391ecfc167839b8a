import { Int32 } from 'bson';
import { parseSort } from '../query/sort.js';
import { runQuery } from '../query/run-query.js';
import { withoutPauses } from '../query/scan.js';
import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import type { IndexDefinition } from './index-definition.js';

/** How often expired documents are looked for, in milliseconds: MongoDB's 60 s. */
const expiryInterval = 60_000;

/** At most this many documents of an index go at once: reads and writes waited 1.4 s behind 20 000, and 7 ms behind these. */
const mostAtOnce = 100;

/**
 * Removes expired documents and cursors, and frees what killed readers held, every `interval` milliseconds until the
 * function it gives back is called. Between two batches the store answers what came meanwhile: anybody can leave half a
 * million requests behind without signing in.
 */
export function startSweeping(engine: Engine, interval = expiryInterval): () => void {
  const sweep = (): void => {
    engine.cursors.expire(engine.elapsed());
    engine.store.forgetDeadReaders();
    timer = setTimeout(sweep, mayHaveLeftSome(engine) ? 0 : interval);
  };
  let timer = setTimeout(sweep, interval);
  return () => clearTimeout(timer);
}

function mayHaveLeftSome(engine: Engine): boolean {
  try {
    return expireDocuments(engine) >= mostAtOnce;
  } catch {
    // A full disk refuses deletions too: expiry is checked in each query, and the next sweep tries again.
    return false;
  }
}

/**
 * Removes documents that a TTL index says have expired (MongoDB manual, "TTL Indexes"), at most 100 an index; answers how
 * many. Only dates expire.
 */
export function expireDocuments(engine: Engine): number {
  let removed = 0;
  for (const collection of engine.catalog.all()) {
    for (const index of collection.indexes) {
      if (index.options.expireAfterSeconds !== undefined) removed += expireByIndex(engine, collection, index);
    }
  }
  return removed;
}

function expireByIndex(engine: Engine, collection: Collection, index: IndexDefinition): number {
  const [field] = index.fields;
  const limit = new Date(engine.clock.now().getTime() - (index.options.expireAfterSeconds ?? 0) * 1000);
  if (!field) return 0;
  const filter = { [field.name]: { $lte: limit } };
  const query = {
    filter,
    sort: parseSort({ [field.name]: new Int32(1) }),
    skip: 0,
    limit: mostAtOnce,
    hint: index.options.name,
  };
  const expired = [...withoutPauses(runQuery(engine.store, collection, query).results)];
  if (expired.length > 0)
    engine.store.transaction(() => expired.forEach((stored) => collection.remove(stored)));
  return expired.length;
}
