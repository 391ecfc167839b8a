import { encode, isDocument, toNumber, type Document } from '../bson/codec.js';
import { equals } from '../bson/compare.js';
import { CommandError } from '../command-error.js';
import type { Collection } from '../engine/collection.js';
import { buildIndex } from '../engine/build-index.js';
import { IndexDefinition, type IndexOptions } from '../engine/index-definition.js';
import { compileFilter } from '../query/compile-filter.js';
import {
  collectionOf,
  documentField,
  flagField,
  namespaceOf,
  refuseUnknown,
  type Call,
  type Command,
} from './command.js';

/** The options of an index that the store knows. */
export const indexOptions = [
  'key',
  'name',
  'v',
  'background',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
];

export const createIndexes: Command = {
  name: 'createIndexes',
  writes: true,
  fields: ['indexes', 'commitQuorum'],
  run(call) {
    const { body, engine } = call;
    const specs = body['indexes'];
    if (!Array.isArray(specs) || specs.length === 0 || !specs.every(isDocument)) {
      throw new CommandError('BadValue', 'Must specify at least one index to create');
    }
    const existed = collectionOf(call, 'createIndexes') !== undefined;
    const collection = engine.catalog.create(namespaceOf(call, 'createIndexes'));
    const before = collection.indexes.length + 1;
    for (const spec of specs) addIndex(call, collection, readSpec(spec));
    return {
      numIndexesBefore: before,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: !existed,
      ok: 1,
    };
  },
};

export const listIndexes: Command = {
  name: 'listIndexes',
  writes: false,
  fields: ['cursor'],
  run(call) {
    const namespace = namespaceOf(call, 'listIndexes');
    const collection = existing(call, 'listIndexes');
    const firstBatch = [
      { v: 2, key: { _id: 1 }, name: '_id_' },
      ...collection.indexes.map((index) => index.describe()),
    ];
    return { cursor: { firstBatch, id: 0n, ns: namespace }, ok: 1 };
  },
};

export const dropIndexes: Command = {
  name: 'dropIndexes',
  writes: true,
  fields: ['index'],
  run(call) {
    const collection = existing(call, 'dropIndexes');
    const nIndexesWas = collection.indexes.length + 1;
    for (const index of named(collection, call.body['index']))
      call.engine.catalog.dropIndex(collection, index);
    return { nIndexesWas, ok: 1 };
  },
};

function addIndex(
  { engine }: Call,
  collection: Collection,
  spec: Omit<IndexOptions, 'id' | 'multikey'>,
): void {
  const sameName = collection.indexes.find((index) => index.options.name === spec.name);
  const same = collection.indexes.find(({ options }) => isSame(options, spec));
  if (spec.name === '_id_' || equals(spec.key, { _id: 1 })) return;
  if (same && same === sameName && same.options.expireAfterSeconds === spec.expireAfterSeconds) return;
  if (sameName && sameName !== same) {
    const message = `An existing index has the same name as the requested index: ${spec.name}`;
    throw new CommandError('IndexKeySpecsConflict', message);
  }
  if (same) {
    const message = `Index already exists with a different name or expiry: ${same.options.name}`;
    throw new CommandError('IndexOptionsConflict', message);
  }
  const index = new IndexDefinition({ ...spec, id: engine.catalog.nextId(), multikey: false });
  buildIndex(engine.store, collection, index);
  collection.indexes.push(index);
  engine.catalog.save(collection);
}

/** What makes two indexes one: their keys, uniqueness, sparseness and partial filter (MongoDB 5.0 and later). */
function isSame(
  one: Omit<IndexOptions, 'id' | 'multikey'>,
  other: Omit<IndexOptions, 'id' | 'multikey'>,
): boolean {
  return (
    equals(one.key, other.key) &&
    one.unique === other.unique &&
    one.sparse === other.sparse &&
    equals(one.partialFilterExpression, other.partialFilterExpression)
  );
}

function readSpec(spec: Document): Omit<IndexOptions, 'id' | 'multikey'> {
  refuseUnknown('createIndexes.indexes', spec, indexOptions);
  const key = readKey(documentField(spec, 'key'));
  const name = spec['name'];
  if (typeof name !== 'string' || name === '')
    throw new CommandError(
      'FailedToParse',
      "The 'name' field is a required property of an index specification",
    );
  const filter = spec['partialFilterExpression'];
  if (filter !== undefined) compileFilter(documentField(spec, 'partialFilterExpression'));
  const sparse = flagField(spec, 'sparse');
  if (sparse && filter !== undefined)
    throw new CommandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  const expiry = readExpiry(spec['expireAfterSeconds'], key);
  return {
    name,
    key,
    unique: flagField(spec, 'unique'),
    sparse,
    ...(filter !== undefined && { partialFilterExpression: encode(filter as Document) }),
    ...(expiry !== undefined && { expireAfterSeconds: expiry }),
  };
}

function readKey(key: Document): Record<string, 1 | -1> {
  const fields = Object.entries(key).map(([name, direction]): [string, 1 | -1] => {
    const number = toNumber(direction);
    if (number === undefined || number === 0) {
      throw new CommandError(
        'CannotCreateIndex',
        `Index type '${String(direction)}' on '${name}' is not supported: only 1 and -1 are`,
      );
    }
    if (name === '' || name.includes('$'))
      throw new CommandError('CannotCreateIndex', `Index key '${name}' is not valid`);
    return [name, number > 0 ? 1 : -1];
  });
  if (fields.length === 0)
    throw new CommandError('CannotCreateIndex', 'Index keys cannot be an empty object');
  if (fields.length > 1 && fields.some(([name]) => /\.\d+(\.|$)/.test(name)))
    throw new CommandError('CannotCreateIndex', 'Positions of arrays in compound indexes are not supported');
  return Object.fromEntries(fields);
}

function readExpiry(value: unknown, key: Record<string, 1 | -1>): number | undefined {
  if (value === undefined) return undefined;
  const seconds = toNumber(value);
  if (seconds === undefined || seconds < 0)
    throw new CommandError('CannotCreateIndex', 'TTL index expireAfterSeconds must be a number of 0 or more');
  if (Object.keys(key).length !== 1)
    throw new CommandError('CannotCreateIndex', 'TTL indexes are single-field indexes');
  return seconds;
}

function existing(call: Call, name: string): Collection {
  const collection = collectionOf(call, name);
  if (!collection)
    throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespaceOf(call, name)}`);
  return collection;
}

function named(collection: Collection, which: unknown): IndexDefinition[] {
  if (which === '*') return [...collection.indexes];
  return (Array.isArray(which) ? which : [which]).map((each) => {
    if (each === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index');
    const found = collection.indexes.find(
      ({ options }) => options.name === each || (isDocument(each) && equals(options.key, each)),
    );
    if (!found) throw new CommandError('IndexNotFound', `index not found with name [${String(each)}]`);
    return found;
  });
}
