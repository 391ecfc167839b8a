import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { compare, equals } from '../bson/compare.js';
import { rank, rankOf } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { compileFilter, isOperatorDocument } from '../query/compile-filter.js';
import { parseSort, sortBy } from '../query/sort.js';
import { findPlace, makePlace, read, write } from './field-path.js';
import type { Change, UpdateOperator } from './field-operators.js';

/** The modifiers of `$push`. */
export const pushModifiers = ['$each', '$slice', '$sort', '$position'] as const;

/** The operators on arrays (MongoDB manual, "Array Update Operators"). */
export const arrayUpdateOperators: Record<string, UpdateOperator> = {
  $push: push,
  $addToSet: addToSet,
  $pull: (path, operand) => removeItems('$pull', path, pullTest(operand)),
  $pullAll: (path, operand) => {
    if (!Array.isArray(operand)) throw new CommandError('BadValue', '$pullAll requires an array argument');
    return removeItems('$pullAll', path, (item) => operand.some((each) => equals(each, item)));
  },
  $pop: pop,
};

function push(path: string[], operand: unknown): Change {
  const { $each, $slice, $sort, $position } = pushArguments(operand);
  const items = $each as unknown[];
  const slice = wholeNumber('$slice', $slice);
  const position = wholeNumber('$position', $position);
  const order = $sort === undefined ? undefined : itemOrder($sort);
  return (root) => {
    const place = makePlace(root, path);
    const array = arrayAt('$push', path, read(place)) ?? [];
    array.splice(position ?? array.length, 0, ...items);
    const sorted = order ? order(array) : array;
    if (slice === undefined) write(place, sorted);
    else write(place, slice < 0 ? sorted.slice(slice) : sorted.slice(0, slice));
  };
}

function pushArguments(operand: unknown): Document {
  if (!isDocument(operand) || !Object.hasOwn(operand, '$each')) return { $each: [operand] };
  if (!Array.isArray(operand['$each']))
    throw new CommandError('BadValue', 'The argument to $each in $push must be an array');
  const unknown = Object.keys(operand).find((name) => !pushModifiers.some((modifier) => modifier === name));
  if (unknown !== undefined) throw new CommandError('BadValue', `Unrecognized clause in $push: ${unknown}`);
  return operand;
}

function wholeNumber(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = toNumber(value);
  if (number === undefined || !Number.isInteger(number)) {
    throw new CommandError('BadValue', `The value for ${name} must be an integer value`);
  }
  return number;
}

function itemOrder($sort: unknown): (items: unknown[]) => unknown[] {
  if (!isDocument($sort)) {
    const direction = toNumber($sort);
    if (direction !== 1 && direction !== -1)
      throw new CommandError('BadValue', 'The $sort element value must be either 1 or -1');
    return (items) => [...items].sort((a, b) => direction * compare(a, b));
  }
  const fields = parseSort($sort);
  return (items) => sortBy(items, fields, (item) => (isDocument(item) ? item : {}));
}

function addToSet(path: string[], operand: unknown): Change {
  const each = isDocument(operand) ? operand['$each'] : undefined;
  if (each !== undefined && !Array.isArray(each)) {
    throw new CommandError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
  }
  if (each !== undefined && Object.keys(operand as Document).length > 1) {
    throw new CommandError('BadValue', 'Found unexpected fields after $each in $addToSet');
  }
  return (root) => {
    const place = makePlace(root, path);
    const array = arrayAt('$addToSet', path, read(place)) ?? [];
    for (const item of each ?? [operand]) if (!array.some((known) => equals(known, item))) array.push(item);
    write(place, array);
  };
}

/** A document inside `$pull` is a filter on embedded documents; operators and plain values are for the items themselves. */
function pullTest(operand: unknown): (item: unknown) => boolean {
  if (isDocument(operand) && !isOperatorDocument(operand)) {
    const test = compileFilter(operand);
    return (item) => isDocument(item) && test(item);
  }
  if (!isDocument(operand) && rankOf(operand) !== rank.regex) return (item) => equals(item, operand);
  const test = compileFilter({ v: operand });
  return (item) => test({ v: item });
}

function removeItems(name: string, path: string[], test: (item: unknown) => boolean): Change {
  return (root) => {
    const place = findPlace(root, path);
    if (!place) return;
    const value = read(place);
    if (!Array.isArray(value))
      throw new CommandError('BadValue', `Cannot apply ${name} to a non-array value`);
    write(
      place,
      value.filter((item) => !test(item)),
    );
  };
}

function pop(path: string[], operand: unknown): Change {
  const end = toNumber(operand);
  if (end !== 1 && end !== -1) throw new CommandError('FailedToParse', '$pop expects 1 or -1');
  return (root) => {
    const place = findPlace(root, path);
    if (!place) return;
    const array = read(place);
    if (!Array.isArray(array)) {
      throw new CommandError(
        'TypeMismatch',
        `Path '${path.join('.')}' contains an element of non-array type`,
      );
    }
    write(place, end === 1 ? array.slice(0, -1) : array.slice(1));
  };
}

function arrayAt(name: string, path: string[], value: unknown): unknown[] | undefined {
  if (value === undefined || Array.isArray(value)) return value;
  throw new CommandError('BadValue', `The field '${path.join('.')}' must be an array for ${name}`);
}
