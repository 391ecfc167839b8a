import { Int32 } from 'bson';
import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { compare } from '../bson/compare.js';
import { CommandError } from '../command-error.js';
import { calculate } from './arithmetic.js';
import { findPlace, makePlace, read, splitPath, unset, write } from './field-path.js';

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
      write(place, calculate(operation, value, operand));
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
  const target = splitPath(operand);
  return (root) => {
    const from = findPlace(root, path);
    if (!from) return;
    if (Array.isArray(from.container))
      throw new CommandError('BadValue', 'The source field of $rename cannot be an array element');
    const value = read(from);
    unset(from);
    write(makePlace(root, target), value);
  };
}
