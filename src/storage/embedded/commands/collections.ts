import type { Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { compileFilter } from '../query/compile-filter.js';
import { collectionOf, documentField, namespaceOf, type Call, type Command } from './command.js';

/** Making, listing and removing collections. */
export const collectionCommands: Command[] = [
  { name: 'create', writes: true, fields: ['autoIndexId'], run: create },
  { name: 'drop', writes: true, fields: [], run: drop },
  { name: 'dropDatabase', writes: true, fields: [], run: dropDatabase },
  {
    name: 'listCollections',
    writes: false,
    fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
    run: listCollections,
  },
  { name: 'listDatabases', writes: false, fields: ['nameOnly', 'filter'], run: listDatabases },
];

function create(call: Call): Document {
  const namespace = namespaceOf(call, 'create');
  if (call.engine.catalog.find(namespace)) {
    throw new CommandError('NamespaceExists', `Collection ${namespace} already exists.`);
  }
  call.engine.catalog.create(namespace);
  return { ok: 1 };
}

function drop(call: Call): Document {
  const collection = collectionOf(call, 'drop');
  if (!collection) return { ok: 1 };
  const nIndexesWas = collection.indexes.length + 1;
  call.engine.catalog.drop(collection);
  return { nIndexesWas, ns: collection.namespace, ok: 1 };
}

function dropDatabase({ engine, database }: Call): Document {
  for (const collection of engine.catalog.list(database)) engine.catalog.drop(collection);
  return { dropped: database, ok: 1 };
}

function listCollections({ engine, database, body }: Call): Document {
  const test = compileFilter(documentField(body, 'filter'));
  const described = engine.catalog.list(database).map(({ namespace }) => ({
    name: namespace.slice(database.length + 1),
    type: 'collection',
    options: {},
    info: { readOnly: false },
    idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
  }));
  return {
    cursor: { firstBatch: described.filter(test), id: 0n, ns: `${database}.$cmd.listCollections` },
    ok: 1,
  };
}

function listDatabases({ engine }: Call): Document {
  const names = new Set(
    [...engine.catalog.all()].map(({ namespace }) => namespace.slice(0, namespace.indexOf('.'))),
  );
  return { databases: [...names].map((name) => ({ name, empty: false })), ok: 1 };
}
