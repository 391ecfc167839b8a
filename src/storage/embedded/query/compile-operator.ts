import { bsonTypeOf, toNumber, type Document } from '../bson/codec.js';
import { compare, equals } from '../bson/compare.js';
import { rank, rankOf } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { compileRegex } from './compile-regex.js';
import { compileTypes } from './compile-types.js';
import { someValueAt } from './path-values.js';

type Test = (value: unknown) => boolean;
type Predicate = (document: Document) => boolean;

/** The operators on a field's value. */
export const fieldOperators = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$not',
  '$exists',
  '$type',
  '$regex',
  '$options',
  '$mod',
  '$size',
  '$all',
  '$elemMatch',
] as const;

/** One operator on one path. @throws CommandError BadValue for an unknown operator or a wrong operand. */
export function compileOperator(
  path: string[],
  operator: string,
  operand: unknown,
  siblings: Document,
): Predicate {
  switch (operator) {
    case '$ne':
      return negate(onElements(path, equalTo(withoutRegex(operator, operand))));
    case '$nin':
      return negate(onElements(path, oneOf(operator, operand)));
    case '$exists':
      return exists(path, truthy(operand));
    case '$size':
      return onWhole(path, sizeIs(operand));
    case '$elemMatch':
      return onWhole(path, (value) => Array.isArray(value) && value.some(operand as Test));
    default:
      return onElements(path, elementTest(operator, operand, siblings));
  }
}

function elementTest(operator: string, operand: unknown, siblings: Document): Test {
  switch (operator) {
    case '$eq':
      return equalTo(operand);
    case '$in':
      return oneOf(operator, operand);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return ordered(withoutRegex(operator, operand), accepted[operator]);
    case '$regex':
      return compileRegex(operand, siblings['$options']);
    case '$type':
      return compileTypes(operand);
    case '$mod':
      return modulo(operand);
    default:
      throw new CommandError('BadValue', `unknown operator: ${operator}`);
  }
}

/** Which results of a comparison each operator accepts. */
const accepted = {
  $gt: (order: number) => order > 0,
  $gte: (order: number) => order >= 0,
  $lt: (order: number) => order < 0,
  $lte: (order: number) => order <= 0,
};

function withoutRegex(operator: string, operand: unknown): unknown {
  if (rankOf(operand) === rank.regex)
    throw new CommandError('BadValue', `Can't have RegEx as arg to ${operator}`);
  return operand;
}

/** The test holds for the value or, when it is an array, for one of its elements. */
function onElements(path: string[], test: Test): Predicate {
  const visit = (value: unknown, byPosition: boolean): boolean =>
    test(value) || (!byPosition && Array.isArray(value) && value.some(test));
  const [name] = path;
  if (path.length === 1 && name !== undefined) {
    return (document) => visit(Object.hasOwn(document, name) ? document[name] : undefined, false);
  }
  return (document) => someValueAt(document, path, visit);
}

function onWhole(path: string[], test: Test): Predicate {
  return (document) => someValueAt(document, path, test);
}

function negate(predicate: Predicate): Predicate {
  return (document) => !predicate(document);
}

function exists(path: string[], wanted: boolean): Predicate {
  return (document) => someValueAt(document, path, (value) => value !== undefined) === wanted;
}

function equalTo(operand: unknown): Test {
  const type = rankOf(operand);
  return (value) => rankOf(value) === type && equals(value, operand);
}

/** Texts are looked up: an import asks for a thousand keys at once, and a compare with each took 70 us a document. */
function oneOf(operator: string, operand: unknown): Test {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', `${operator} needs an array`);
  const texts = new Set(operand.filter((item) => typeof item === 'string'));
  const others = operand.filter((item) => typeof item !== 'string');
  const tests = others.map((item) =>
    rankOf(item) === rank.regex ? compileRegex(item, undefined) : equalTo(item),
  );
  return (value) => (typeof value === 'string' && texts.has(value)) || tests.some((test) => test(value));
}

/** Ranges hold between values of one type only (MongoDB manual, "Type Bracketing"); null equals only null. */
function ordered(operand: unknown, accepts: (order: number) => boolean): Test {
  const type = rankOf(operand);
  if (type === rank.number && Number.isNaN(toNumber(operand))) {
    return (value) => Number.isNaN(toNumber(value)) && accepts(0);
  }
  return (value) => {
    if (rankOf(value) !== type || (type === rank.number && Number.isNaN(toNumber(value)))) return false;
    return accepts(compare(value, operand));
  };
}

function sizeIs(operand: unknown): Test {
  const size = toNumber(operand);
  if (size === undefined || !Number.isInteger(size) || size < 0) {
    throw new CommandError('BadValue', 'Failed to parse $size. Expected a non-negative whole number');
  }
  return (value) => Array.isArray(value) && value.length === size;
}

function modulo(operand: unknown): Test {
  const [divisor, remainder] = Array.isArray(operand)
    ? operand.map((item) => Math.trunc(toNumber(item) ?? NaN))
    : [];
  if (!Array.isArray(operand) || operand.length !== 2 || divisor === undefined || remainder === undefined) {
    throw new CommandError('BadValue', 'malformed mod, needs to be an array of two numbers');
  }
  if (divisor === 0) throw new CommandError('BadValue', 'divisor cannot be 0');
  return (value) => {
    const number = toNumber(value);
    return number !== undefined && Number.isFinite(number) && Math.trunc(number) % divisor === remainder;
  };
}

function truthy(operand: unknown): boolean {
  if (operand === null || operand === undefined) return false;
  return bsonTypeOf(operand) === undefined ? Boolean(operand) : toNumber(operand) !== 0;
}
