import type { mongo } from 'mongoose';
import { decode, type Document } from '../bson/codec.js';
import { encodeId } from '../engine/collection.js';

/** A document as it was read: its bytes, and its `_id` as a key in BSON's order. */
export interface ReadDocument {
  key: Buffer;
  bytes: Buffer;
  document: Document;
}

/** Documents read in one answer of a server. */
const batchSize = 500;

/** The documents of a collection in the order of `_id`. */
export async function* documentsInOrder(collection: mongo.Collection): AsyncGenerator<ReadDocument> {
  const cursor = collection.find({}, { raw: true, sort: { _id: 1 }, batchSize });
  for await (const raw of cursor) {
    const bytes = Buffer.from(raw as unknown as Uint8Array);
    const document = decode(bytes);
    yield { key: encodeId(document['_id']), bytes, document };
  }
}
