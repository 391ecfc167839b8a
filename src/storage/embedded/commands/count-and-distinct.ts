import type { Document } from '../bson/codec.js';
import { compare } from '../bson/compare.js';
import { CommandError } from '../command-error.js';
import { compileFilter } from '../query/compile-filter.js';
import { runQuery } from '../query/run-query.js';
import { someValueAt } from '../query/path-values.js';
import { collectionOf, countField, documentField, type Call, type Command } from './command.js';

export const count: Command = {
  name: 'count',
  writes: false,
  fields: ['query', 'limit', 'skip', 'hint'],
  run(call): Document {
    const { body, engine } = call;
    const collection = collectionOf(call, 'count');
    const filter = documentField(body, 'query');
    const window = { skip: countField(body, 'skip'), limit: countField(body, 'limit') };
    compileFilter(filter);
    if (!collection) return { n: 0, ok: 1 };
    if (Object.keys(filter).length === 0 && window.skip === 0 && window.limit === 0) {
      return { n: engine.store.count(collection.documents), ok: 1 };
    }
    let n = 0;
    const { results } = runQuery(engine.store, collection, {
      filter,
      sort: [],
      ...window,
      hint: body['hint'],
    });
    for (const stored of results) n += Number(stored.bytes.length > 0);
    return { n, ok: 1 };
  },
};

export const distinct: Command = {
  name: 'distinct',
  writes: false,
  fields: ['key', 'query', 'hint'],
  run(call): Document {
    const key = call.body['key'];
    if (typeof key !== 'string')
      throw new CommandError(
        'TypeMismatch',
        "BSON field 'distinct.key' is the wrong type, expected type 'string'",
      );
    return { values: inOrder(valuesOf(call, key.split('.'))), ok: 1 };
  },
};

function valuesOf(call: Call, path: string[]): unknown[] {
  const collection = collectionOf(call, 'distinct');
  compileFilter(documentField(call.body, 'query'));
  if (!collection) return [];
  const query = {
    filter: documentField(call.body, 'query'),
    sort: [],
    skip: 0,
    limit: 0,
    hint: call.body['hint'],
  };
  const values: unknown[] = [];
  for (const { document } of runQuery(call.engine.store, collection, query).results) {
    someValueAt(document, path, (value) => {
      if (Array.isArray(value)) values.push(...value);
      else if (value !== undefined) values.push(value);
      return false;
    });
  }
  return values;
}

function inOrder(values: unknown[]): unknown[] {
  const sorted = values.sort(compare);
  return sorted.filter((value, at) => at === 0 || compare(value, sorted[at - 1]) !== 0);
}
