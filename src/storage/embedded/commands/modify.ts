import type { Document } from '../bson/codec.js';
import type { Collection, StoredDocument } from '../engine/collection.js';
import type { Engine } from '../engine/engine.js';
import { compileUpdate, type Update } from '../update/compile-update.js';
import { upsertSeed } from '../update/upsert-seed.js';
import { withoutPauses } from '../query/scan.js';
import { compileFilter } from '../query/compile-filter.js';
import { pointOf, readPoint, runQuery, type Query } from '../query/run-query.js';

/** The documents a write is about, all read before the first is changed. */
export function selectForWrite(
  engine: Engine,
  collection: Collection | undefined,
  query: Query,
): StoredDocument[] {
  if (!collection) {
    compileFilter(query.filter);
    return [];
  }
  const point = query.hint === undefined ? pointOf(query.filter) : undefined;
  if (!point) return [...withoutPauses(runQuery(engine.store, collection, query).results)];
  const found = readPoint(collection, point.id);
  return found ? [found] : [];
}

/** An update made ready at the present time. */
export function readyUpdate(engine: Engine, update: unknown): Update {
  return compileUpdate(update, { now: engine.clock.now() });
}

/** Changes one document; undefined when it was already so. */
export function applyUpdate(
  collection: Collection,
  stored: StoredDocument,
  update: Update,
): StoredDocument | undefined {
  const next = update.change(stored);
  return next && collection.replace(stored, next.document, next.bytes);
}

/** Inserts what an upsert makes when its filter matched nothing. */
export function applyUpsert(collection: Collection, filter: Document, update: Update): StoredDocument {
  return collection.insertDocument(update.insert(upsertSeed(filter)));
}
