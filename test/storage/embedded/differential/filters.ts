import { BSONRegExp, Int32 } from 'bson';
import fc from 'fast-check';
import { embedded, id, number, scalar, smallInt, text, value } from './values.js';

const regex = fc.constant(new BSONRegExp('^a', 'i'));

export const path = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  'n',
  'k',
  'a.x',
  'a.y',
  'a.x.x',
  'o.x',
  'o.y',
  'd.x',
  'd.y',
  'd.1.y',
  'c.0',
  'a.0',
  'zz',
);

const one = <T>(operator: string, operand: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  operand.map((each) => ({ [operator]: each }));

const flag = fc.constantFrom(true, false, new Int32(1), new Int32(0));
const typeName = fc.constantFrom(
  'double',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'null',
  'int',
  'long',
  'decimal',
  'number',
);

/** Conditions on one field: what every operator of the store does, now and then with an operand it must refuse. */
const operators = fc.oneof(
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'].map((operator) => one(operator, value)),
  ...['$gt', '$gte', '$lt', '$lte'].map((operator) => one(operator, fc.oneof(number, text))),
  fc.record({ $gte: number, $lt: number }),
  fc.record({ $gt: text, $lte: text }),
  one(
    '$in',
    fc.array(fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: regex }), { maxLength: 3 }),
  ),
  regex,
  one('$nin', fc.array(scalar, { maxLength: 2 })),
  one('$exists', flag),
  one('$type', fc.oneof(typeName, fc.array(typeName, { minLength: 1, maxLength: 2 }))),
  one(
    '$size',
    fc.integer({ min: 0, max: 3 }).map((n) => new Int32(n)),
  ),
  one('$regex', fc.constantFrom('^a', 'b', '^N', '^ab?', 'é$', '^(a|b)')),
  fc.record({ $regex: fc.constantFrom('^A', 'no'), $options: fc.constantFrom('i', '', 'im') }),
  one(
    '$mod',
    fc.tuple(
      fc.constantFrom(2, 3).map((n) => new Int32(n)),
      smallInt,
    ),
  ),
  one('$all', fc.array(scalar, { maxLength: 2 })),
  one('$elemMatch', fc.record({ x: scalar, y: fc.record({ $gte: smallInt }) }, { requiredKeys: [] })),
  one('$elemMatch', fc.record({ $gte: smallInt, $lt: smallInt })),
);
const condition = fc.oneof(
  { weight: 3, arbitrary: value },
  { weight: 1, arbitrary: embedded },
  { weight: 6, arbitrary: operators },
  { weight: 1, arbitrary: one('$not', operators) },
);

export const simpleFilter = fc.dictionary(path, condition, { maxKeys: 2 });
const byId = fc.record({ _id: fc.oneof(id, one('$in', fc.array(id, { maxLength: 3 })), one('$gt', id)) });
const several = fc.array(fc.oneof(simpleFilter, byId), { minLength: 1, maxLength: 3 });

export const filter: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 6, arbitrary: simpleFilter },
  { weight: 2, arbitrary: byId },
  { weight: 1, arbitrary: fc.tuple(byId, simpleFilter).map(([some, more]) => ({ ...some, ...more })) },
  { weight: 1, arbitrary: fc.tuple(simpleFilter, several).map(([some, $or]) => ({ ...some, $or })) },
  { weight: 1, arbitrary: one('$and', several) },
  { weight: 1, arbitrary: one('$nor', several) },
);
