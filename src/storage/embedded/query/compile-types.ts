import { bsonTypeOf, isDocument, toNumber } from '../bson/codec.js';
import { CommandError } from '../command-error.js';

type Test = (value: unknown) => boolean;

const isType =
  (name: string): Test =>
  (value) =>
    bsonTypeOf(value) === name;

/** BSON's type names and numbers (MongoDB manual, "$type"). */
const types: Record<string, { number: number; test: Test }> = {
  double: {
    number: 1,
    test: (value) => (typeof value === 'number' && !isInt32(value)) || isType('Double')(value),
  },
  string: { number: 2, test: (value) => typeof value === 'string' },
  object: { number: 3, test: isDocument },
  array: { number: 4, test: Array.isArray },
  binData: { number: 5, test: isType('Binary') },
  objectId: { number: 7, test: isType('ObjectId') },
  bool: { number: 8, test: (value) => typeof value === 'boolean' },
  date: { number: 9, test: (value) => value instanceof Date },
  null: { number: 10, test: (value) => value === null },
  regex: { number: 11, test: (value) => value instanceof RegExp || isType('BSONRegExp')(value) },
  int: {
    number: 16,
    test: (value) => (typeof value === 'number' && isInt32(value)) || isType('Int32')(value),
  },
  timestamp: { number: 17, test: isType('Timestamp') },
  long: { number: 18, test: isType('Long') },
  decimal: { number: 19, test: isType('Decimal128') },
  minKey: { number: -1, test: isType('MinKey') },
  maxKey: { number: 127, test: isType('MaxKey') },
};

/** `$type` with a name, a number or an array of them. @throws CommandError BadValue for an unknown type. */
export function compileTypes(operand: unknown): Test {
  const tests = (Array.isArray(operand) ? operand : [operand]).map(compileType);
  return (value) => tests.some((test) => test(value));
}

function compileType(operand: unknown): Test {
  if (operand === 'number') return (value) => toNumber(value) !== undefined;
  if (typeof operand === 'string' && Object.hasOwn(types, operand))
    return (types[operand] as { test: Test }).test;
  const number = toNumber(operand);
  const found = Object.values(types).find((type) => type.number === number);
  if (!found) throw new CommandError('BadValue', `Unknown type name alias: ${String(operand)}`);
  return found.test;
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}
