import { ObjectId } from 'bson';
import { assertDepth, decode, encode, type Document } from '../bson/codec.js';
import { KeyWriter, rank, rankOf, successor } from '../bson/key-writer.js';
import { equals } from '../bson/compare.js';
import { CommandError } from '../command-error.js';
import type { IndexDefinition } from './index-definition.js';
import { keySpace, longestFieldsKey, longestIdKey } from './key-space.js';
import type { KeyRange, OrderedStore } from './ordered-store.js';

const writer = new KeyWriter();

/** A stored document: its bytes as they are kept, decoded when first looked at. */
export class StoredDocument {
  private decoded: Document | undefined;
  constructor(
    readonly idKey: Buffer,
    readonly bytes: Buffer,
    decoded?: Document,
  ) {
    this.decoded = decoded;
  }
  get document(): Document {
    return (this.decoded ??= decode(this.bytes));
  }
}

/** One collection: its documents by `_id`, kept in step with its indexes. Writes belong in a transaction. */
export class Collection {
  readonly namespace: string;
  readonly id: number;
  readonly indexes: IndexDefinition[];
  /** Set when it is dropped: who still reads it learns so. */
  dropped = false;

  constructor(
    private readonly store: OrderedStore,
    { namespace, id, indexes }: { namespace: string; id: number; indexes: IndexDefinition[] },
    /** Told when an index met its first array, which the catalogue must remember. */
    private readonly onMultikey: (collection: Collection) => void,
  ) {
    this.namespace = namespace;
    this.id = id;
    this.indexes = indexes;
  }

  /** The key range that holds every document. */
  get documents(): KeyRange {
    return documentsOf(this.id);
  }

  /** The stored bytes of the document whose encoded `_id` is `idKey`. */
  bytesAt(idKey: Buffer): Buffer | undefined {
    return this.store.get(this.documentKey(idKey));
  }

  /** The stored bytes of the document with this `_id`, without decoding it. */
  bytesById(id: unknown): Buffer | undefined {
    return this.bytesAt(encodeId(id));
  }

  /** Adds a document that is not encoded yet. @throws CommandError DuplicateKey, InvalidIdField, BSONObjectTooLarge. */
  insertDocument(document: Document): StoredDocument {
    const whole = idFirst(document);
    return this.insert(encode(whole), whole);
  }

  /** Adds a document; without `_id` it receives an ObjectId. @throws CommandError DuplicateKey, InvalidIdField. */
  insert(bytes: Buffer, document: Document = decode(bytes)): StoredDocument {
    const whole = idFirst(document);
    const idRank = rankOf(whole['_id']);
    if (idRank === rank.array || idRank === rank.regex) {
      throw new CommandError(
        'InvalidIdField',
        `The '_id' value cannot be of type ${idRank === rank.array ? 'array' : 'regex'}`,
      );
    }
    const stored = whole === document ? bytes : encode(whole);
    assertDepth(whole, stored);
    const idKey = encodeId(whole['_id']);
    if (!this.store.add(this.documentKey(idKey), stored))
      throw duplicateKey(this.namespace, '_id_', { _id: 1 }, [whole['_id']]);
    for (const index of this.indexes) this.addEntries(index, whole, idKey);
    return new StoredDocument(idKey, stored, whole);
  }

  /** Puts `document` in the place of `before`, which has the same `_id`. @throws CommandError DuplicateKey. */
  replace(before: StoredDocument, document: Document, bytes: Buffer): StoredDocument {
    assertDepth(document, bytes);
    for (const index of this.indexes) this.moveEntries(index, before, document);
    this.store.put(this.documentKey(before.idKey), bytes);
    return new StoredDocument(before.idKey, bytes, document);
  }

  remove({ idKey, document }: StoredDocument): void {
    for (const index of this.indexes) {
      for (const tuple of index.tuplesOf(document)) this.store.remove(entryKey(index, tuple, idKey));
    }
    this.store.remove(this.documentKey(idKey));
  }

  /** Enters one document into one index: used by writes and by an index build. @throws CommandError DuplicateKey. */
  addEntries(index: IndexDefinition, document: Document, idKey: Buffer): void {
    for (const tuple of this.newTuples(index, document)) this.addEntry(index, tuple, idKey);
  }

  private newTuples(index: IndexDefinition, document: Document): unknown[][] {
    const known = index.options.multikey;
    const tuples = index.tuplesOf(document);
    if (index.options.multikey !== known) this.onMultikey(this);
    return tuples;
  }

  private moveEntries(index: IndexDefinition, before: StoredDocument, document: Document): void {
    const old = index.tuplesOf(before.document);
    const next = this.newTuples(index, document);
    if (old.length === next.length && old.every((tuple, at) => equals(tuple, next[at]))) return;
    for (const tuple of old) this.store.remove(entryKey(index, tuple, before.idKey));
    for (const tuple of next) this.addEntry(index, tuple, before.idKey);
  }

  private addEntry(index: IndexDefinition, tuple: unknown[], idKey: Buffer): void {
    const key = entryKey(index, tuple, idKey);
    if (this.store.add(key, idKey) || this.store.get(key)?.equals(idKey)) return;
    throw duplicateKey(this.namespace, index.options.name, index.options.key, tuple);
  }

  private documentKey(idKey: Buffer): Buffer {
    return writer.reset().byte(keySpace.documents).uint32(this.id).raw(idKey).finish();
  }
}

/** MongoDB keeps `_id` as the first field, and makes one where there is none. */
function idFirst(document: Document): Document {
  if (Object.keys(document)[0] === '_id') return document;
  const { _id = new ObjectId(), ...rest } = document;
  return { _id, ...rest };
}

/** The key range that holds every document of the collection with this number. */
export function documentsOf(collectionId: number): KeyRange {
  const start = writer.reset().byte(keySpace.documents).uint32(collectionId).finish();
  return { start, end: successor(start) };
}

/** The key of a document's entry in an index: the values, and behind them the `_id` where they need not be unique. */
export function entryKey(index: IndexDefinition, tuple: unknown[], idKey: Buffer): Buffer {
  writer.reset().byte(keySpace.entries).uint32(index.options.id);
  tuple.forEach((value, at) => writer.value(value, index.fields[at]?.descending));
  const fields = writer.finishWithin(longestFieldsKey);
  return index.options.unique ? fields : Buffer.concat([fields, idKey]);
}

/** An `_id` as the key of its document and the value of its index entries. */
export function encodeId(id: unknown): Buffer {
  return writer.reset().value(id).finishWithin(longestIdKey);
}

function duplicateKey(namespace: string, name: string, keyPattern: Document, tuple: unknown[]): CommandError {
  const fields = Object.keys(keyPattern);
  const keyValue = Object.fromEntries(
    fields.map((field, at) => [field, typeof tuple[at] === 'symbol' ? [] : (tuple[at] ?? null)]),
  );
  const shown = fields.map((field) => `${field}: ${JSON.stringify(keyValue[field])}`).join(', ');
  const message = `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${shown} }`;
  return new CommandError('DuplicateKey', message, { keyPattern, keyValue });
}
