import { Double, Int32, Long } from 'bson';
import { bsonTypeOf, toNumber } from '../bson/codec.js';
import { CommandError } from '../command-error.js';

const leastLong = -(2n ** 63n);
const greatestLong = 2n ** 63n - 1n;

/**
 * Adds or multiplies two BSON numbers: integers stay integers and grow from 32 to 64 bits, a double makes a double.
 * @throws CommandError BadValue beyond 64 bits, CommandNotSupported for Decimal128.
 */
export function calculate(operation: '+' | '*', a: unknown, b: unknown): Int32 | Long | Double {
  if (bsonTypeOf(a) === 'Decimal128' || bsonTypeOf(b) === 'Decimal128') {
    throw new CommandError('CommandNotSupported', 'Arithmetic on Decimal128 is not supported');
  }
  if (isDouble(a) || isDouble(b)) {
    const [x, y] = [toNumber(a) as number, toNumber(b) as number];
    return new Double(operation === '+' ? x + y : x * y);
  }
  const [x, y] = [toBigInt(a), toBigInt(b)];
  const result = operation === '+' ? x + y : x * y;
  if (result < leastLong || result > greatestLong) {
    throw new CommandError('BadValue', 'Failed to apply $inc or $mul: the result does not fit in 64 bits');
  }
  const small = result >= -(2n ** 31n) && result < 2n ** 31n;
  return small && bsonTypeOf(a) !== 'Long' && bsonTypeOf(b) !== 'Long'
    ? new Int32(Number(result))
    : Long.fromBigInt(result);
}

function isDouble(value: unknown): boolean {
  return bsonTypeOf(value) === 'Double' || (typeof value === 'number' && !Number.isInteger(value));
}

function toBigInt(value: unknown): bigint {
  return bsonTypeOf(value) === 'Long' ? (value as Long).toBigInt() : BigInt(toNumber(value) as number);
}
