import { OperatorError } from '../../../operator-error.js';
import { documentsOf } from '../engine/collection.js';
import { entriesOf } from '../engine/catalog.js';
import { keySpace } from '../engine/key-space.js';
import type { KeyRange, ReadableStore } from '../engine/ordered-store.js';
import { readFormat, storeFormats } from '../engine/upgrade-format.js';
import type { Report } from './fault.js';
import { readCatalogue, type CataloguedCollection } from './read-catalogue.js';
import { verifyCollection } from './verify-collection.js';

/** What was found in a collection. */
export interface VerifiedCollection {
  name: string;
  documents: number;
  indexes: number;
}

/**
 * Reads a whole store and reports what does not fit: documents that are no BSON or lie under another `_id`, index entries
 * that are missing, or left over, or lead to nothing, a catalogue that is not sound, entries that belong to nothing.
 * @throws OperatorError when the store has another format than this program's, so that nothing can be said of it.
 */
export function verifyStore(store: ReadableStore, report: Report): VerifiedCollection[] {
  const format = readFormat(store);
  if (format === undefined) throw new OperatorError('This is no store of the gateway, or an empty one.');
  if (format !== storeFormats.current) {
    throw new OperatorError(
      `The store has format ${format}, this version of the gateway checks format ${storeFormats.current}: ` +
        'use the version that wrote it, or start this one on it once.',
    );
  }
  const collections = readCatalogue(store, report);
  const verified = collections.map((collection) => ({
    name: collection.name,
    documents: verifyCollection(store, collection, report),
    indexes: collection.indexes.length + 1,
  }));
  reportStrangers(store, collections, report);
  return verified;
}

/** Entries outside every collection and index that the catalogue knows. */
function reportStrangers(
  store: ReadableStore,
  collections: readonly CataloguedCollection[],
  report: Report,
): void {
  const indexes = collections.flatMap((collection) => collection.indexes);
  const known: KeyRange[] = [
    { start: Buffer.of(keySpace.format), end: Buffer.of(keySpace.documents) },
    ...collections.map(({ id }) => documentsOf(id)),
    ...indexes.map(entriesOf),
  ].sort((one, other) => Buffer.compare(one.start, other.start));
  let from: Buffer = Buffer.of(keySpace.format);
  for (const { start, end } of [...known, { start: Buffer.of(0xff, 0xff), end: Buffer.of(0xff, 0xff) }]) {
    const strangers = store.count({ start: from, end: start });
    if (strangers > 0) {
      const [first] = store.read({ start: from, end: start }, 1, false);
      const where = first?.key.toString('hex', 0, 5);
      report({
        what: `${strangers} entries from key ${where} on belong to no collection or index of the catalogue`,
      });
    }
    from = end;
  }
}
