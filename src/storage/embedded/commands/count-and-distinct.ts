import type { Document } from '../bson/codec.js';
import { compare } from '../bson/compare.js';
import { CommandError } from '../command-error.js';
import type { StoredDocument } from '../engine/collection.js';
import { compileFilter } from '../query/compile-filter.js';
import { runQuery } from '../query/run-query.js';
import type { Step, Steps } from '../query/scan.js';
import { someValueAt } from '../query/path-values.js';
import { collectionOf, countField, documentField, type Call, type Command } from './command.js';

export const count: Command = {
  name: 'count',
  writes: false,
  fields: ['query', 'limit', 'skip', 'hint'],
  run(call) {
    const { body, engine } = call;
    const collection = collectionOf(call, 'count');
    const filter = documentField(body, 'query');
    const window = { skip: countField(body, 'skip'), limit: countField(body, 'limit') };
    compileFilter(filter);
    if (!collection) return { n: 0, ok: 1 };
    if (Object.keys(filter).length === 0 && window.skip === 0 && window.limit === 0) {
      return { n: engine.store.count(collection.documents), ok: 1 };
    }
    const query = { filter, sort: [], ...window, hint: body['hint'], countOnly: true };
    return countResults(runQuery(engine.store, collection, query).results);
  },
};

function* countResults(results: Iterable<Step<StoredDocument>>): Steps<Document> {
  let n = 0;
  for (const stored of results) {
    if (stored) n += 1;
    else yield undefined;
  }
  return { n, ok: 1 };
}

export const distinct: Command = {
  name: 'distinct',
  writes: false,
  fields: ['key', 'query', 'hint'],
  run(call) {
    const key = call.body['key'];
    if (typeof key !== 'string')
      throw new CommandError(
        'TypeMismatch',
        "BSON field 'distinct.key' is the wrong type, expected type 'string'",
      );
    return distinctValues(call, key.split('.'));
  },
};

function* distinctValues(call: Call, path: string[]): Steps<Document> {
  const collection = collectionOf(call, 'distinct');
  compileFilter(documentField(call.body, 'query'));
  if (!collection) return { values: [], ok: 1 };
  const query = {
    filter: documentField(call.body, 'query'),
    sort: [],
    skip: 0,
    limit: 0,
    hint: call.body['hint'],
  };
  const values: unknown[] = [];
  for (const stored of runQuery(call.engine.store, collection, query).results) {
    if (!stored) {
      yield undefined;
      continue;
    }
    someValueAt(stored.document, path, (value) => {
      if (Array.isArray(value)) values.push(...value);
      else if (value !== undefined) values.push(value);
      return false;
    });
  }
  return { values: inOrder(values), ok: 1 };
}

function inOrder(values: unknown[]): unknown[] {
  const sorted = values.sort(compare);
  return sorted.filter((value, at) => at === 0 || compare(value, sorted[at - 1]) !== 0);
}
