import { CommandError } from '../command-error.js';
import type { RawBson } from '../bson/raw-bson.js';
import type { Document } from '../bson/codec.js';
import { compileFilter } from '../query/compile-filter.js';
import { compileProjection } from '../query/projection.js';
import { pointOf, readPoint, runQuery } from '../query/run-query.js';
import { parseSort } from '../query/sort.js';
import type { StoredDocument } from '../engine/collection.js';
import {
  collectionOf,
  countField,
  documentField,
  flagField,
  namespaceOf,
  type Call,
  type Command,
} from './command.js';

export const find: Command = {
  name: 'find',
  writes: false,
  fields: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'noCursorTimeout',
    'allowDiskUse',
  ],
  run(call) {
    const { body, engine } = call;
    const namespace = namespaceOf(call, 'find');
    const project = compileProjection(body['projection']);
    const results = mapLazily(findDocuments(call), project);
    const options = {
      batchSize: body['batchSize'],
      single: flagField(body, 'singleBatch'),
      now: engine.clock.now().getTime(),
    };
    return engine.cursors.first(namespace, results[Symbol.iterator](), options);
  },
};

/** The documents that a `find` asks for; one by `_id` is read without planning. */
function findDocuments(call: Call): Iterable<StoredDocument> {
  const { body, engine } = call;
  const filter = documentField(body, 'filter');
  const skip = countField(body, 'skip');
  const collection = collectionOf(call, 'find');
  const sort = parseSort(body['sort']);
  const point = skip === 0 && body['hint'] === undefined ? pointOf(filter) : undefined;
  if (point && collection) {
    const found = readPoint(collection, point.id);
    return found ? [found] : [];
  }
  const query = {
    filter,
    sort,
    skip,
    limit: countField(body, 'limit'),
    hint: body['hint'],
  };
  if (collection) return runQuery(engine.store, collection, query).results;
  compileFilter(filter);
  return [];
}

/** Applies `change` to each item as it is asked for. */
function* mapLazily<T>(items: Iterable<T>, change: (item: T) => RawBson): Generator<RawBson> {
  for (const item of items) yield change(item);
}

export const getMore: Command = {
  name: 'getMore',
  writes: false,
  fields: ['collection', 'batchSize'],
  run({ body, database, engine }) {
    const namespace = `${database}.${String(body['collection'])}`;
    const options = { batchSize: body['batchSize'], now: engine.clock.now().getTime() };
    return engine.cursors.next(body['getMore'], namespace, options);
  },
};

export const killCursors: Command = {
  name: 'killCursors',
  writes: false,
  fields: ['cursors'],
  run({ body, engine }): Document {
    const ids = body['cursors'];
    if (!Array.isArray(ids))
      throw new CommandError('TypeMismatch', "BSON field 'killCursors.cursors' must be an array");
    const cursorsKilled = ids.filter((id) => engine.cursors.close(id));
    const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
    return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  },
};
