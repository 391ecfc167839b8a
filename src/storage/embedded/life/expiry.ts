import type { mongo } from 'mongoose';
import type { Clock } from '../../../clock.js';
import type { Document } from '../bson/codec.js';

/** Whether a document expires within so many milliseconds. */
export type ExpiresWithin = (document: Document, milliseconds: number) => boolean;

/**
 * Reads the TTL indexes of a collection (MongoDB manual, "TTL Indexes"): what has expired they remove at any moment, and
 * nothing reads it any more.
 */
export function expiryOf(indexes: readonly mongo.IndexDescriptionInfo[], clock: Clock): ExpiresWithin {
  const expiries = indexes.flatMap(({ key, expireAfterSeconds }) => {
    const [field] = Object.keys(key);
    if (expireAfterSeconds === undefined || field === undefined) return [];
    return [{ field, after: Number(expireAfterSeconds) * 1000 }];
  });
  return (document, milliseconds) => {
    const limit = clock.now().getTime() + milliseconds;
    return expiries.some(({ field, after }) =>
      datesAt(document, field).some((date) => date.getTime() + after <= limit),
    );
  };
}

function datesAt(document: Document, field: string): Date[] {
  const value = document[field];
  return (Array.isArray(value) ? value : [value]).filter((each) => each instanceof Date);
}
