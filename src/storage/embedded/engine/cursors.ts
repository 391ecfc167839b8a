import { Long } from 'bson';
import { toNumber, type Document } from '../bson/codec.js';
import type { RawBson } from '../bson/raw-bson.js';
import { CommandError } from '../command-error.js';
import type { Step, Steps } from '../query/scan.js';
import type { Memory } from '../query/sort-found.js';

/** A cursor that nobody asks of for this long is closed, in milliseconds: MongoDB's ten minutes. */
const cursorLifetime = 600_000;

const defaultFirstBatch = 101;

/** A batch ends before it grows beyond MongoDB's largest document. */
const largestBatch = 16 * 1024 * 1024;

/** So many cursors may be open; MongoDB limits their memory, not their number. */
const mostCursors = 20_000;

/** What open cursors may keep in memory together, in bytes: sorted and computed answers, not positions in an index. */
const mostBytes = 256 * 1024 * 1024;

/** An answer to give in batches: `undefined` is a pause. */
export interface Answer {
  results: Iterable<Step<RawBson>>;
  memory: Memory;
  park(): void;
}

/** How a batch is asked for. */
interface Request {
  batchSize: unknown;
  /** Milliseconds of a clock that nobody sets. */
  now: number;
}

interface Cursor {
  namespace: string;
  session: string;
  results: Iterator<Step<RawBson>>;
  memory: Memory;
  park(): void;
  /** Read already, and too large for the batch before. */
  pending: RawBson | undefined;
  usedAt: number;
  busy: boolean;
}

/** The cursors that still have answers. */
export class Cursors {
  private readonly open = new Map<number, Cursor>();
  private lastId = 0;

  get size(): number {
    return this.open.size;
  }

  /** The first batch of an answer; the rest is kept under an id, which is 0 when there is none. @throws CommandError ExceededMemoryLimit. */
  *first(
    namespace: string,
    answer: Answer,
    options: Request & { single: boolean; session: string },
  ): Steps<Document> {
    const cursor: Cursor = {
      namespace,
      session: options.session,
      results: answer.results[Symbol.iterator](),
      memory: answer.memory,
      park: () => answer.park(),
      pending: undefined,
      usedAt: options.now,
      busy: false,
    };
    const size = batchSizeOf(options.batchSize) ?? defaultFirstBatch;
    const { batch, ended } = yield* takeBatch(cursor, size);
    const id = ended || options.single ? 0 : this.keep(cursor);
    return { cursor: { firstBatch: batch, id: Long.fromNumber(id), ns: namespace }, ok: 1 };
  }

  /** The next batch. @throws CommandError CursorNotFound, CursorInUse, CursorKilled. */
  *next(id: unknown, namespace: string, options: Request): Steps<Document> {
    const number = toNumber(id) ?? 0;
    const cursor = this.open.get(number);
    if (!cursor || cursor.namespace !== namespace)
      throw new CommandError('CursorNotFound', `cursor id ${number} not found`);
    if (cursor.busy) throw new CommandError('CursorInUse', `cursor id ${number} is already in use`);
    cursor.usedAt = options.now;
    cursor.busy = true;
    try {
      const { batch, ended } = yield* takeBatch(cursor, batchSizeOf(options.batchSize) || Infinity);
      if (!this.open.has(number)) throw new CommandError('CursorKilled', `cursor id ${number} was killed`);
      if (ended) this.open.delete(number);
      return { cursor: { nextBatch: batch, id: Long.fromNumber(ended ? 0 : number), ns: namespace }, ok: 1 };
    } catch (error) {
      this.open.delete(number);
      throw error;
    } finally {
      cursor.busy = false;
    }
  }

  /** Closes one cursor; false when it was not open. */
  close(id: unknown): boolean {
    return this.open.delete(toNumber(id) ?? 0);
  }

  /** Closes the cursors of a session: a driver ends its sessions when it leaves. */
  closeSession(session: string): void {
    for (const [id, cursor] of this.open) if (cursor.session === session) this.open.delete(id);
  }

  /** Closes the cursors that were left alone for ten minutes. */
  expire(now: number): void {
    for (const [id, cursor] of this.open)
      if (!cursor.busy && now - cursor.usedAt > cursorLifetime) this.open.delete(id);
  }

  private keep(cursor: Cursor): number {
    let bytes = heldBy(cursor);
    for (const other of this.open.values()) bytes += heldBy(other);
    if (this.open.size >= mostCursors || bytes > mostBytes) {
      throw new CommandError(
        'ExceededMemoryLimit',
        `${this.open.size} cursors with ${bytes} bytes are open already: read them to their end, close them, or ask for less.`,
      );
    }
    this.open.set(++this.lastId, cursor);
    return this.lastId;
  }
}

function heldBy({ memory, pending }: Cursor): number {
  return memory.bytes + (pending?.bytes.length ?? 0);
}

function batchSizeOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const size = toNumber(value);
  if (size === undefined || size < 0)
    throw new CommandError('BadValue', 'batchSize must be a non-negative number');
  return size;
}

function* takeBatch(cursor: Cursor, size: number): Steps<{ batch: RawBson[]; ended: boolean }> {
  const batch: RawBson[] = [];
  let bytes = 0;
  while (batch.length < size) {
    const { value: next, done } = cursor.pending
      ? { value: cursor.pending, done: false }
      : cursor.results.next();
    cursor.pending = undefined;
    if (done) return { batch, ended: true };
    if (next === undefined) {
      yield undefined;
      continue;
    }
    bytes += next.bytes.length;
    if (batch.length > 0 && bytes > largestBatch) {
      cursor.pending = next;
      break;
    }
    batch.push(next);
  }
  cursor.park();
  return { batch, ended: false };
}
