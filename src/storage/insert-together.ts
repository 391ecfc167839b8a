import type { Model } from 'mongoose';
import { insertNew } from './insert-new.js';
import { together } from './together.js';

/** Inserts documents, those of a turn of the event loop by one command; gives true, or false for an `_id` that is taken. */
export function insertTogether<D extends { _id: string }>(
  model: Model<D>,
): (document: D) => Promise<boolean> {
  return together<D, boolean>(async (documents) => {
    const refused = new Set(await insertNew(model, documents));
    return documents.map((document) => !refused.has(document));
  });
}
