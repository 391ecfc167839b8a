/** A read ends when its values have so many bytes. */
export const largestRead = 1024 * 1024;

/** One entry of an ordered store. */
export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** Which keys to read: `start` included, `end` excluded, in order or backwards. */
export interface KeyRange {
  start: Buffer;
  end: Buffer;
}

/** Byte keys in order, to read. */
export interface ReadableStore {
  get(key: Buffer): Buffer | undefined;
  /** At most `limit` entries of `range`, copied; fewer once they have `largestRead` bytes. */
  read(range: KeyRange, limit: number, backwards: boolean): Entry[];
  /** How many keys `range` holds. */
  count(range: KeyRange): number;
}

/**
 * What the embedded store needs of a durable engine: byte keys in order, and transactions that are on the disk when
 * they return. `put`, `add`, `remove` and `attempt` are called within a transaction only.
 */
export interface OrderedStore extends ReadableStore {
  put(key: Buffer, value: Buffer): void;
  /** Writes a key that is not there; false, and nothing written, when it is. */
  add(key: Buffer, value: Buffer): boolean;
  remove(key: Buffer): void;
  /** Runs `work` and commits; returns after the data is durable. If it throws, nothing was written. */
  transaction<T>(work: () => T): T;
  /** Runs a part of a transaction; if it throws, what that part wrote is undone and the error goes on. */
  attempt<T>(work: () => T): T;
  /** Makes free again what processes were reading that have been killed: until then the data file only grows. */
  forgetDeadReaders(): void;
  /** Gives every entry the checksum that it lacks in format 1. Within a transaction. */
  addChecksums(): void;
  close(): Promise<void>;
}
