import { CommandError } from '../command-error.js';
import type { RawBson } from '../bson/raw-bson.js';
import type { Document } from '../bson/codec.js';
import { compileFilter } from '../query/compile-filter.js';
import { compileProjection } from '../query/projection.js';
import type { Step } from '../query/scan.js';
import { pointOf, readPoint, runQuery, type QueryRun } from '../query/run-query.js';
import { parseSort } from '../query/sort.js';
import type { StoredDocument } from '../engine/collection.js';
import {
  collectionOf,
  countField,
  documentField,
  flagField,
  namespaceOf,
  sessionOf,
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
    const found = findDocuments(call);
    const answer = { ...found, results: mapLazily(found.results, project) };
    return engine.cursors.first(namespace, answer, {
      batchSize: body['batchSize'],
      single: flagField(body, 'singleBatch'),
      session: sessionOf(body['lsid']),
      now: engine.elapsed(),
    });
  },
};

/** The documents that a `find` asks for; one by `_id` is read without planning. */
function findDocuments(call: Call): Found {
  const { body, engine } = call;
  const filter = documentField(body, 'filter');
  const skip = countField(body, 'skip');
  const collection = collectionOf(call, 'find');
  const sort = parseSort(body['sort']);
  const point = skip === 0 && body['hint'] === undefined ? pointOf(filter) : undefined;
  if (point && collection) {
    const found = readPoint(collection, point.id);
    return atHand(found ? [found] : []);
  }
  const query = {
    filter,
    sort,
    skip,
    limit: countField(body, 'limit'),
    hint: body['hint'],
  };
  if (collection) return runQuery(engine.store, collection, query);
  compileFilter(filter);
  return atHand([]);
}

type Found = Pick<QueryRun, 'results' | 'memory' | 'park'>;

function atHand(results: StoredDocument[]): Found {
  return { results, memory: { bytes: 0 }, park: () => undefined };
}

/** Applies `change` to each item as it is asked for. */
function* mapLazily<T>(items: Iterable<Step<T>>, change: (item: T) => RawBson): Generator<Step<RawBson>> {
  for (const item of items) yield item && change(item);
}

export const getMore: Command = {
  name: 'getMore',
  writes: false,
  fields: ['collection', 'batchSize'],
  run({ body, database, engine }) {
    const namespace = `${database}.${String(body['collection'])}`;
    const options = { batchSize: body['batchSize'], now: engine.elapsed() };
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
