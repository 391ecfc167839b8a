import { Decimal128, Int32 } from 'bson';
import fc from 'fast-check';
import { embedded, fields, number, scalar, smallInt, value } from './values.js';

const path = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  'n',
  'k',
  'a.x',
  'a.y',
  'a.x.z',
  'd.0.x',
  'd.2',
  'c.1',
  'c.4',
  'new',
  'new.deep',
  'a.0',
);
const arrayPath = fc.constantFrom('a', 'b', 'c', 'd', 'new', 'new.deep', 'a.x');

const on = <T>(
  operator: string,
  where: fc.Arbitrary<string>,
  operand: fc.Arbitrary<T>,
): fc.Arbitrary<object> =>
  fc.dictionary(where, operand, { minKeys: 1, maxKeys: 2 }).map((fieldsOf) => ({ [operator]: fieldsOf }));

/** What `$inc` and `$mul` take: no Decimal128, which the store refuses, and no -0, which the second server loses. */
const addend = number.filter((each) => !(each instanceof Decimal128) && !Object.is(Number(each), -0));
const whole = fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n));
const direction = fc.constantFrom(new Int32(1), new Int32(-1));
const pushed = fc.oneof(
  value,
  fc.record(
    {
      $each: fc.array(fc.oneof(scalar, embedded), { maxLength: 3 }),
      $slice: whole,
      $sort: direction,
      $position: whole,
    },
    { requiredKeys: ['$each'] },
  ),
);
const pulled = fc.oneof(
  scalar,
  embedded,
  fc.record({ $gte: smallInt }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ y: fc.record({ $lt: smallInt }) }),
);

const operator = fc.oneof(
  on('$set', path, value),
  on('$setOnInsert', path, value),
  on(
    '$unset',
    path.filter((each) => !/\.\d$/.test(each)),
    fc.constant(''),
  ),
  on('$inc', path, addend),
  on('$mul', path, addend),
  on('$min', path, scalar),
  on('$max', path, scalar),
  on('$rename', path, fc.constantFrom('m', 'newer', 'e.r', 'z')),
  on('$push', arrayPath, pushed),
  on('$addToSet', arrayPath, fc.oneof(value, fc.record({ $each: fc.array(scalar, { maxLength: 3 }) }))),
  on('$pull', arrayPath, pulled),
  on('$pullAll', arrayPath, fc.array(scalar, { maxLength: 3 })),
  on('$pop', arrayPath, direction),
);

/** One operator, two together, or a whole new document. */
export const operatorUpdate: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 4, arbitrary: operator },
  { weight: 1, arbitrary: fc.tuple(operator, operator).map(([one, other]) => ({ ...one, ...other })) },
) as fc.Arbitrary<Record<string, unknown>>;
export const update: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 8, arbitrary: operatorUpdate },
  { weight: 1, arbitrary: fields as fc.Arbitrary<Record<string, unknown>> },
);
