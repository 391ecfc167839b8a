import { Int32 } from 'bson';
import { parseSort } from '../query/sort.js';
import { runQuery } from '../query/run-query.js';
import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import type { IndexDefinition } from './index-definition.js';

/** How often expired documents are looked for, in milliseconds: MongoDB's 60 s. */
export const expiryInterval = 60_000;

/** At most this many documents go in one transaction, so that other writes do not wait long. */
const mostAtOnce = 500;

/**
 * Removes the documents that a TTL index says have expired (MongoDB manual, "TTL Indexes"); answers how many.
 * Only dates expire.
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
  for (let removed = 0; ;) {
    const expired = [...runQuery(engine.store, collection, query).results];
    if (expired.length > 0)
      engine.store.transaction(() => expired.forEach((stored) => collection.remove(stored)));
    removed += expired.length;
    if (expired.length < mostAtOnce) return removed;
  }
}
