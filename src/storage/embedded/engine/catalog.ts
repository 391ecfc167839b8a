import { decodePlain, encode, type Document } from '../bson/codec.js';
import { KeyWriter, successor } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { Collection } from './collection.js';
import { IndexDefinition, type IndexOptions } from './index-definition.js';
import { keySpace } from './key-space.js';
import type { KeyRange, OrderedStore } from './ordered-store.js';
import { storeFormats, upgradeFormat, type Formats } from './upgrade-format.js';

const writer = new KeyWriter();
/** The key range of the catalogue. */
export const everything: KeyRange = {
  start: Buffer.of(keySpace.catalogue),
  end: Buffer.of(keySpace.catalogue + 1),
};

/** Which collections and indexes exist; kept in memory and written with each change. */
export class Catalog {
  private collections = new Map<string, Collection>();
  private lastId = 0;
  private changed = false;

  /** @throws FormatError when the store has a format that this program can neither read nor upgrade. */
  constructor(
    private readonly store: OrderedStore,
    formats: Formats = storeFormats,
  ) {
    upgradeFormat(store, formats);
    this.reload();
  }

  /** Forgets what a command that failed had changed. */
  rollBack(): void {
    if (this.changed) this.reload();
  }

  /** What was changed so far is on the disk. */
  committed(): void {
    this.changed = false;
  }

  private reload(): void {
    this.collections = new Map();
    for (const { value } of this.store.read(everything, 100_000, false)) {
      const record = readRecord(value);
      const indexes = record.indexes.map((options) => new IndexDefinition(options));
      this.collections.set(record.name, this.open(record.name, record.id, indexes));
      this.lastId = Math.max(this.lastId, record.id, ...record.indexes.map((index) => index.id));
    }
  }

  /** The collection `database.name`, if it exists. */
  find(namespace: string): Collection | undefined {
    return this.collections.get(namespace);
  }

  /** The collections of one database. */
  list(database: string): Collection[] {
    return [...this.collections.values()].filter(({ namespace }) => namespace.startsWith(`${database}.`));
  }

  all(): Iterable<Collection> {
    return this.collections.values();
  }

  /** The collection, made when absent. Within a transaction. @throws CommandError InvalidNamespace. */
  create(namespace: string): Collection {
    const existing = this.collections.get(namespace);
    if (existing) return existing;
    const name = namespace.slice(namespace.indexOf('.') + 1);
    if (
      name === '' ||
      name.includes('$') ||
      name.includes('\0') ||
      name.startsWith('system.') ||
      name.length > 200
    ) {
      throw new CommandError('InvalidNamespace', `Invalid collection name: ${name}`);
    }
    const collection = this.open(namespace, ++this.lastId, []);
    this.collections.set(namespace, collection);
    this.save(collection);
    return collection;
  }

  /** A number for a new index. */
  nextId(): number {
    return ++this.lastId;
  }

  /** Writes what the catalogue says of `collection`. Within a transaction. */
  save(collection: Collection): void {
    this.changed = true;
    const { namespace, id, indexes } = collection;
    const record = { name: namespace, id, indexes: indexes.map((index) => index.options) };
    this.store.put(catalogueKey(namespace), encode(record as unknown as Document));
  }

  /** Removes a collection, its documents and its indexes. Within a transaction. */
  drop(collection: Collection): void {
    this.changed = true;
    collection.dropped = true;
    for (const index of collection.indexes) this.clear(entriesOf(index));
    this.clear(collection.documents);
    this.store.remove(catalogueKey(collection.namespace));
    this.collections.delete(collection.namespace);
  }

  /** Removes one index. Within a transaction. */
  dropIndex(collection: Collection, index: IndexDefinition): void {
    index.dropped = true;
    this.clear(entriesOf(index));
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
    this.save(collection);
  }

  private open(namespace: string, id: number, indexes: IndexDefinition[]): Collection {
    return new Collection(this.store, { namespace, id, indexes }, (collection) => this.save(collection));
  }

  private clear(range: KeyRange): void {
    for (let entries = this.store.read(range, 1000, false); entries.length > 0;) {
      for (const { key } of entries) this.store.remove(key);
      entries = this.store.read(range, 1000, false);
    }
  }
}

/** The key range of an index's entries. */
export function entriesOf(index: IndexDefinition): KeyRange {
  const start = writer.reset().byte(keySpace.entries).uint32(index.options.id).finish();
  return { start, end: successor(start) };
}

/** A collection as the catalogue keeps it. */
export interface CollectionRecord {
  name: string;
  id: number;
  indexes: IndexOptions[];
}

/** Reads an entry of the catalogue. */
export function readRecord(value: Buffer): CollectionRecord {
  const record = decodePlain(value) as unknown as CollectionRecord;
  return { ...record, indexes: record.indexes.map(restore) };
}

/** BSON gives the partial filter back as a Binary. */
function restore(options: IndexOptions): IndexOptions {
  const filter = options.partialFilterExpression as unknown as { buffer: Uint8Array } | undefined;
  return filter ? { ...options, partialFilterExpression: Buffer.from(filter.buffer) } : options;
}

function catalogueKey(namespace: string): Buffer {
  return Buffer.concat([everything.start, Buffer.from(namespace)]);
}
