import { Double, Int32, Long } from 'bson';
import { toNumber } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { calculate } from '../update/arithmetic.js';
import { compareValues, isNothing, isTrue } from './compare-values.js';
import { accumulate } from './accumulators.js';
import { dateOperators } from './date-operators.js';

/** An operator that takes the values of its operands. */
export interface ValueOperator {
  least: number;
  most: number;
  apply(values: unknown[]): unknown;
}

const one = (apply: (value: unknown) => unknown): ValueOperator => ({
  least: 1,
  most: 1,
  apply: ([value]) => apply(value),
});
const two = (apply: (left: unknown, right: unknown) => unknown): ValueOperator => ({
  least: 2,
  most: 2,
  apply: ([left, right]) => apply(left, right),
});
const any = (apply: (values: unknown[]) => unknown): ValueOperator => ({ least: 0, most: Infinity, apply });
const compared = (accepts: (order: number) => boolean): ValueOperator =>
  two((left, right) => accepts(compareValues(left, right)));
/** One operand that is an array, or the operands themselves. */
const listed = (name: string): ValueOperator =>
  any((values) => accumulate(name, values.length === 1 && Array.isArray(values[0]) ? values[0] : values));

/** The operators of expressions that look at all of their operands. */
export const valueOperators: Record<string, ValueOperator> = {
  $eq: compared((order) => order === 0),
  $ne: compared((order) => order !== 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $cmp: two((left, right) => new Int32(Math.sign(compareValues(left, right)))),
  $not: one((value) => !isTrue(value)),
  $add: any((values) => addUp(values)),
  $subtract: two(subtract),
  $multiply: any((values) => fold('$multiply', '*', values)),
  $divide: two((left, right) => divide(left, right)),
  $sum: listed('$sum'),
  $avg: listed('$avg'),
  $min: listed('$min'),
  $max: listed('$max'),
  $size: one((value) => {
    if (!Array.isArray(value))
      throw new CommandError('Location17124', 'The argument to $size must be an array');
    return new Int32(value.length);
  }),
  $isArray: one((value) => Array.isArray(value)),
  $in: two((item, items) => {
    if (!Array.isArray(items))
      throw new CommandError('Location40081', '$in requires an array as a second argument');
    return items.some((each) => compareValues(each, item) === 0);
  }),
  $arrayElemAt: two((items, position) => {
    if (isNothing(items) || isNothing(position)) return null;
    if (!Array.isArray(items))
      throw new CommandError('Location28689', "$arrayElemAt's first argument must be an array");
    const at = toNumber(position);
    if (at === undefined || !Number.isInteger(at))
      throw new CommandError('Location28690', "$arrayElemAt's second argument must be an integer");
    return items.at(at);
  }),
  $concat: any((values) => {
    if (values.some(isNothing)) return null;
    if (values.some((value) => typeof value !== 'string'))
      throw new CommandError('Location16702', '$concat only supports strings');
    return values.join('');
  }),
  $toLower: one((value) => asciiText('$toLower', value).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $toUpper: one((value) => asciiText('$toUpper', value).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  ...dateOperators,
};

function fold(name: string, operation: '+' | '*', values: unknown[]): unknown {
  if (values.some(isNothing)) return null;
  const start: Int32 | Long | Double = new Int32(operation === '+' ? 0 : 1);
  return values.reduce((result, value) => {
    if (toNumber(value) === undefined)
      throw new CommandError('TypeMismatch', `${name} only supports numeric types`);
    return calculate(operation, result, value);
  }, start as unknown);
}

function addUp(values: unknown[]): unknown {
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length === 0) return fold('$add', '+', values);
  if (dates.length > 1)
    throw new CommandError('Location16612', 'only one date allowed in an $add expression');
  const rest = fold(
    '$add',
    '+',
    values.filter((value) => !(value instanceof Date)),
  );
  return rest === null ? null : new Date((dates[0] as Date).getTime() + Math.round(toNumber(rest) as number));
}

function subtract(left: unknown, right: unknown): unknown {
  if (isNothing(left) || isNothing(right)) return null;
  if (left instanceof Date && right instanceof Date) return Long.fromNumber(left.getTime() - right.getTime());
  const number = toNumber(right);
  if (left instanceof Date && number !== undefined) return new Date(left.getTime() - Math.round(number));
  if (toNumber(left) === undefined || number === undefined)
    throw new CommandError('TypeMismatch', "can't $subtract what is neither a number nor a date");
  return calculate('+', left, calculate('*', right, new Int32(-1)));
}

function divide(left: unknown, right: unknown): unknown {
  if (isNothing(left) || isNothing(right)) return null;
  const by = toNumber(calculate('*', right, new Int32(1)));
  const number = toNumber(left) === undefined ? undefined : toNumber(calculate('*', left, new Int32(1)));
  if (number === undefined || by === undefined)
    throw new CommandError('TypeMismatch', '$divide only supports numeric types');
  if (by === 0) throw new CommandError('BadValue', "can't $divide by zero");
  return new Double(number / by);
}

/** MongoDB changes the case of ASCII letters only (manual, "$toLower": "only has a well-defined behavior for ASCII"). */
function asciiText(name: string, value: unknown): string {
  if (isNothing(value)) return '';
  if (typeof value === 'string') return value;
  if (toNumber(value) !== undefined) return String(toNumber(value));
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  throw new CommandError('Location16007', `can't convert the operand of ${name} to a string`);
}
