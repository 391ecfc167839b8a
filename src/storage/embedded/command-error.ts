import type { Document } from './bson/codec.js';

/** MongoDB's error numbers by name (src/mongo/base/error_codes.yml); other numbers are written `Location<number>`. */
const errorNumbers = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  CursorInUse: 12,
  TypeMismatch: 14,
  Overflow: 15,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CommandNotSupported: 115,
  NotAReplicaSet: 123,
  ExceededMemoryLimit: 146,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  QueryPlanKilled: 175,
  CursorKilled: 237,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  DataCorruptionDetected: 301,
  BSONObjectTooLarge: 10334,
  OutOfDiskSpace: 14031,
  DuplicateKey: 11000,
} as const;

export type ErrorName = keyof typeof errorNumbers | `Location${number}`;

/** What a command answers when it refuses: MongoDB's code and code name, and for 11000 the key. */
export class CommandError extends Error {
  readonly code: number;
  constructor(
    readonly codeName: ErrorName,
    message: string,
    readonly details: Document = {},
  ) {
    super(message);
    this.name = 'CommandError';
    this.code =
      codeName in errorNumbers
        ? errorNumbers[codeName as keyof typeof errorNumbers]
        : Number(codeName.slice('Location'.length));
  }
  /** The reply to the whole command. */
  toReply(): Document {
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName, ...this.details };
  }
  /** The same as one entry of `writeErrors`. */
  toWriteError(index: number): Document {
    return { index, code: this.code, errmsg: this.message, ...this.details };
  }
}

/** Any thrown thing as a CommandError: LMDB's full map is 14031, what nests beyond the stack is 15, an unknown fault is InternalError. */
export function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('MDB_MAP_FULL')) return new CommandError('OutOfDiskSpace', message);
  if (error instanceof RangeError) return new CommandError('Overflow', `nested too deeply: ${message}`);
  return new CommandError('InternalError', message);
}
