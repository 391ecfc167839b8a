import { decode, type Document } from '../bson/codec.js';
import { entriesOf } from '../engine/catalog.js';
import { entryKey } from '../engine/collection.js';
import { IndexDefinition } from '../engine/index-definition.js';
import type { KeyRange, ReadableStore } from '../engine/ordered-store.js';
import { entriesOfRange } from '../engine/range-reader.js';
import { showId, showIdKey, type Report } from './fault.js';

/** Compares one index with the documents of its collection, in both directions. */
export class IndexVerifier {
  private readonly name: string;
  /** The index as the documents show it: not multikey until one of them holds an array. */
  private readonly seen: IndexDefinition;
  private readonly index: IndexDefinition;
  private readonly documents: KeyRange;
  private expected = 0;
  private sound = true;

  constructor(
    private readonly store: ReadableStore,
    { index, documents }: { index: IndexDefinition; documents: KeyRange },
    private readonly report: Report,
  ) {
    this.index = index;
    this.documents = documents;
    this.name = `index ${index.options.name}`;
    this.seen = new IndexDefinition({ ...index.options, multikey: false });
  }

  /** Looks for each entry that this document must have. */
  document(idKey: Buffer, document: Document): void {
    for (const key of this.keysOf(idKey, document)) {
      this.expected += 1;
      const owner = this.store.get(key);
      if (owner?.equals(idKey)) continue;
      this.sound = false;
      const what =
        owner && this.index.options.unique
          ? `${this.name} is unique and document ${showIdKey(owner)} has the same value`
          : `its entry in ${this.name} is missing`;
      this.report({ id: showId(document['_id']), what });
    }
  }

  /** A document that cannot be read: only reading the entries one by one tells which are its own. */
  skip(): void {
    this.sound = false;
  }

  /** Told of every document: looks at the entries, one by one only when their number shows that some are wrong. */
  finish(): void {
    if (this.seen.options.multikey && !this.index.options.multikey) {
      this.report({ what: `${this.name} holds arrays and the catalogue does not say so` });
    }
    const range = entriesOf(this.index);
    if (this.sound && this.store.count(range) === this.expected) return;
    for (const { key, value } of entriesOfRange(this.store, range)) this.entry(key, value);
  }

  private entry(key: Buffer, idKey: Buffer): void {
    const bytes = this.store.get(Buffer.concat([this.documents.start, idKey]));
    if (bytes === undefined) {
      this.report({ id: showIdKey(idKey), what: `an entry of ${this.name} leads to it and it is not there` });
      return;
    }
    const document = readable(bytes);
    if (!document || this.keysOf(idKey, document).some((own) => own.equals(key))) return;
    this.report({
      id: showIdKey(idKey),
      what: `an entry of ${this.name} leads to it and it has not that value`,
    });
  }

  /** The keys of a document's entries, each once: an array may hold a value twice. */
  private keysOf(idKey: Buffer, document: Document): Buffer[] {
    const keys = this.seen.tuplesOf(document).map((tuple) => entryKey(this.seen, tuple, idKey));
    if (keys.length < 2) return keys;
    return [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];
  }
}

function readable(bytes: Buffer): Document | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}
