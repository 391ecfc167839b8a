import { Long } from 'bson';
import { toNumber, type Document } from '../bson/codec.js';
import type { RawBson } from '../bson/raw-bson.js';
import { CommandError } from '../command-error.js';

/** A cursor that nobody asks of for this long is closed, in milliseconds: MongoDB's ten minutes. */
const cursorLifetime = 600_000;

const defaultFirstBatch = 101;

/** A batch ends before it grows beyond MongoDB's largest document. */
const largestBatch = 16 * 1024 * 1024;

interface Cursor {
  namespace: string;
  results: Iterator<RawBson>;
  /** Read already, and too large for the batch before. */
  pending: RawBson | undefined;
  usedAt: number;
}

/** The cursors that still have answers. */
export class Cursors {
  private readonly open = new Map<number, Cursor>();
  private lastId = 0;

  /** The first batch of `results`; the rest is kept under an id, which is 0 when there is none. */
  first(
    namespace: string,
    results: Iterator<RawBson>,
    options: { batchSize: unknown; single: boolean; now: number },
  ): Document {
    const cursor: Cursor = { namespace, results, pending: undefined, usedAt: options.now };
    const size = batchSizeOf(options.batchSize) ?? defaultFirstBatch;
    const { batch, ended } = takeBatch(cursor, size);
    const id = ended || options.single ? 0 : ++this.lastId;
    if (id !== 0) this.open.set(id, cursor);
    return { cursor: { firstBatch: batch, id: Long.fromNumber(id), ns: namespace }, ok: 1 };
  }

  /** The next batch. @throws CommandError CursorNotFound. */
  next(id: unknown, namespace: string, options: { batchSize: unknown; now: number }): Document {
    const number = toNumber(id) ?? 0;
    const cursor = this.open.get(number);
    if (!cursor || cursor.namespace !== namespace)
      throw new CommandError('CursorNotFound', `cursor id ${number} not found`);
    cursor.usedAt = options.now;
    const { batch, ended } = takeBatch(cursor, batchSizeOf(options.batchSize) || Infinity);
    if (ended) this.open.delete(number);
    return { cursor: { nextBatch: batch, id: Long.fromNumber(ended ? 0 : number), ns: namespace }, ok: 1 };
  }

  /** Closes one cursor; false when it was not open. */
  close(id: unknown): boolean {
    return this.open.delete(toNumber(id) ?? 0);
  }

  /** Closes the cursors that were left alone for ten minutes. */
  expire(now: number): void {
    for (const [id, cursor] of this.open) if (now - cursor.usedAt > cursorLifetime) this.open.delete(id);
  }
}

function batchSizeOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const size = toNumber(value);
  if (size === undefined || size < 0)
    throw new CommandError('BadValue', 'batchSize must be a non-negative number');
  return size;
}

function takeBatch(cursor: Cursor, size: number): { batch: RawBson[]; ended: boolean } {
  const batch: RawBson[] = [];
  let bytes = 0;
  while (batch.length < size) {
    const next = cursor.pending ?? cursor.results.next().value;
    cursor.pending = undefined;
    if (next === undefined) return { batch, ended: true };
    bytes += next.bytes.length;
    if (batch.length > 0 && bytes > largestBatch) {
      cursor.pending = next;
      return { batch, ended: false };
    }
    batch.push(next);
  }
  return { batch, ended: false };
}
