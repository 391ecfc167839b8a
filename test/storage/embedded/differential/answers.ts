import type mongoose from 'mongoose';
import type { Operation } from './operations.js';
import { show } from './show.js';

type Document = Record<string, unknown>;

/** What a server said of an operation, without what may differ: times, ids it made, the words of a refusal. */
export type Answer = { code: number } | { documents: string[] } | { fields: string; errors: string[] };

const exact = { promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const;

/** Runs an operation on a collection. */
export async function answerOf(
  db: mongoose.mongo.Db,
  collection: string,
  operation: Operation,
): Promise<Answer> {
  try {
    const reply = (await db.command(named(operation, collection) as Document, exact)) as Document;
    return reduced(operation, reply);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === undefined) throw error;
    return { code: Number(code) };
  }
}

/** All documents of a collection, in the order of `_id`. */
export async function contentOf(db: mongoose.mongo.Db, collection: string): Promise<Answer> {
  return answerOf(db, collection, { find: '@self', sort: { _id: 1 } });
}

/** True when the operation may change documents. */
export function isWrite(operation: Operation): boolean {
  return !['find', 'count', 'distinct', 'aggregate'].some((name) => name in operation);
}

function named(value: unknown, collection: string): unknown {
  if (value === '@self') return collection;
  if (Array.isArray(value)) return value.map((each) => named(each, collection));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, named(each, collection)]));
}

function reduced(operation: Operation, reply: Document): Answer {
  const cursor = reply['cursor'] as Document | undefined;
  if (cursor) {
    const batch = (cursor['firstBatch'] as unknown[]).map(show);
    return { documents: 'aggregate' in operation ? batch.map(byValue).sort() : batch };
  }
  if (Array.isArray(reply['values'])) return { documents: reply['values'].map(show).map(byValue).sort() };
  const { n, nModified, numIndexesAfter, nIndexesWas, upserted, value, lastErrorObject } = reply;
  const last = lastErrorObject as Document | undefined;
  const told = { n, nModified, numIndexesAfter, nIndexesWas, upserted, value };
  const fields = Object.fromEntries(Object.entries(told).filter(([, each]) => each !== undefined));
  if (last) Object.assign(fields, { last: { n: last['n'], upserted: last['upserted'] } });
  const errors = ((reply['writeErrors'] ?? []) as Document[]).map(
    ({ index, code }) => `${show(index)}: ${show(code)}`,
  );
  return { fields: byValue(show(fields)), errors };
}

/** Numbers of different types are compared by value in what a server computed (README, "Known differences"). */
function byValue(text: string): string {
  return text.replace(/(?<=[ []|^)(-?\d+(?:\.\d+)?(?:e\+\d+)?)(\.0|L)?(?=[,}\]]|$)/g, (_, digits: string) =>
    String(Number(digits) + 0),
  );
}

function isPlain(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !('_bsontype' in value) && !(value instanceof Date) && !(value instanceof RegExp);
}
