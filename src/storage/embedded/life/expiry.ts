import type { mongo } from 'mongoose';
import type { Clock } from '../../../clock.js';
import type { Document } from '../bson/codec.js';

/** How far the clock of a server may be ahead of ours, in milliseconds. */
const clockDifference = 300_000;

/**
 * Tells whether a document has expired, or may have for a server whose clock is ahead: TTL indexes remove it at any moment
 * (MongoDB manual, "TTL Indexes"), and nothing reads it any more.
 */
export function expiryOf(
  indexes: readonly mongo.IndexDescriptionInfo[],
  clock: Clock,
): (document: Document) => boolean {
  const expiries = indexes.flatMap(({ key, expireAfterSeconds }) => {
    const [field] = Object.keys(key);
    if (expireAfterSeconds === undefined || field === undefined) return [];
    return [{ field, after: Number(expireAfterSeconds) * 1000 }];
  });
  return (document) => {
    const limit = clock.now().getTime() + clockDifference;
    return expiries.some(({ field, after }) =>
      datesAt(document, field).some((date) => date.getTime() + after <= limit),
    );
  };
}

function datesAt(document: Document, field: string): Date[] {
  const value = document[field];
  return (Array.isArray(value) ? value : [value]).filter((each) => each instanceof Date);
}
