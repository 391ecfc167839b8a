import { Int32 } from 'bson';
import { bsonTypeOf, isDocument, toNumber, type Document } from '../bson/codec.js';
import { compare } from '../bson/compare.js';
import { CommandError } from '../command-error.js';
import { calculate } from './arithmetic.js';
import { assertViable, findPlace, makePlace, read, splitPath, unset, write } from './field-path.js';

/** One operator at one path of a document, which it changes in place. */
export type Change = (root: Document) => void;

/** What a change may know: the time, for `$currentDate`. */
export interface UpdateContext {
  now: Date;
}

/** Makes a change ready. @throws CommandError for an operand that could never work. */
export type UpdateOperator = (path: string[], operand: unknown, context: UpdateContext) => Change;

/** The operators on whole fields (MongoDB manual, "Field Update Operators"). */
export const fieldUpdateOperators: Record<string, UpdateOperator> = {
  $set: (path, operand) => (root) => write(makePlace(root, path), operand),
  $setOnInsert: (path, operand) => (root) => write(makePlace(root, path), operand),
  $unset: (path) => (root) => {
    const place = findPlace(root, path);
    if (place) unset(place);
  },
  $inc: arithmetic('$inc', '+'),
  $mul: arithmetic('$mul', '*'),
  $min: keepIf((order) => order < 0),
  $max: keepIf((order) => order > 0),
  $rename: rename,
  $currentDate: (path, operand, { now }) => {
    const asked = isDocument(operand) ? operand['$type'] : operand;
    if (asked !== 'date' && typeof asked !== 'boolean') {
      throw new CommandError('BadValue', '$currentDate takes true or {$type: "date"}');
    }
    return (root) => write(makePlace(root, path), now);
  },
};

function arithmetic(name: string, operation: '+' | '*'): UpdateOperator {
  return (path, operand) => {
    if (toNumber(operand) === undefined) {
      const shown = `{${path.join('.')}: ${JSON.stringify(operand)}}`;
      throw new CommandError(
        'TypeMismatch',
        `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: ${shown}`,
      );
    }
    return (root) => {
      const place = makePlace(root, path);
      const value = read(place);
      if (value === undefined)
        return write(place, operation === '+' ? operand : calculate('*', operand, new Int32(0)));
      if (toNumber(value) === undefined) {
        const message = `Cannot apply ${name} to a value of non-numeric type. The field '${path.join('.')}' is not a number`;
        throw new CommandError('TypeMismatch', message);
      }
      const result = calculate(operation, value, operand);
      if (bsonTypeOf(value) !== bsonTypeOf(result) || compare(value, result) !== 0) write(place, result);
    };
  };
}

function keepIf(better: (order: number) => boolean): UpdateOperator {
  return (path, operand) => (root) => {
    const place = makePlace(root, path);
    const value = read(place);
    if (value === undefined || better(compare(operand, value))) write(place, operand);
  };
}

function rename(path: string[], operand: unknown): Change {
  if (typeof operand !== 'string')
    throw new CommandError('BadValue', "The 'to' field for $rename must be a string");
  if (
    operand === path.join('.') ||
    operand.startsWith(`${path.join('.')}.`) ||
    path.join('.').startsWith(`${operand}.`)
  )
    throw new CommandError(
      'BadValue',
      'The source and target field for $rename must not be on the same path',
    );
  const target = splitPath(operand);
  return (root) => {
    assertViable(root, path);
    const from = findPlace(root, path);
    if (!from) return;
    if (entersArray(root, path) || entersArray(root, target))
      throw new CommandError('BadValue', 'The source and target field of $rename cannot be in an array');
    const value = read(from);
    unset(from);
    write(makePlace(root, target), value);
  };
}

function entersArray(root: Document, path: readonly string[]): boolean {
  return path.some((_, at) => {
    const place = findPlace(root, path.slice(0, at + 1));
    return place !== undefined && Array.isArray(place.container);
  });
}
