import { decode, type Document } from '../bson/codec.js';
import { documentsOf, encodeId } from '../engine/collection.js';
import type { ReadableStore } from '../engine/ordered-store.js';
import { entriesOfRange } from '../engine/range-reader.js';
import { showId, showIdKey, type Report } from './fault.js';
import type { CataloguedCollection } from './read-catalogue.js';
import { IndexVerifier } from './verify-index.js';

/**
 * Reads every document of a collection and every entry of its indexes, and reports what does not fit.
 * @returns how many documents there are.
 */
export function verifyCollection(
  store: ReadableStore,
  { name, id, indexes }: CataloguedCollection,
  report: Report,
): number {
  const range = documentsOf(id);
  const here: Report = (fault) => report({ collection: name, ...fault });
  const verifiers = indexes.map((index) => new IndexVerifier(store, { index, documents: range }, here));
  let documents = 0;
  for (const { key, value } of entriesOfRange(store, range)) {
    documents += 1;
    const idKey = key.subarray(range.start.length);
    const document = readDocument(idKey, value, here);
    for (const verifier of verifiers) {
      if (document) verifier.document(idKey, document);
      else verifier.skip();
    }
  }
  for (const verifier of verifiers) verifier.finish();
  return documents;
}

/** The document, unless it is no BSON or lies under the key of another `_id`. */
function readDocument(idKey: Buffer, bytes: Buffer, report: Report): Document | undefined {
  let document: Document;
  try {
    document = decode(bytes);
  } catch {
    report({ id: showIdKey(idKey), what: 'is not BSON' });
    return undefined;
  }
  if (keyOf(document)?.equals(idKey)) return document;
  const says = '_id' in document ? `its _id is ${showId(document['_id'])}` : 'it has no _id';
  report({ id: showIdKey(idKey), what: `lies under this key and says that ${says}` });
  return undefined;
}

function keyOf(document: Document): Buffer | undefined {
  return '_id' in document ? encodeId(document['_id']) : undefined;
}
