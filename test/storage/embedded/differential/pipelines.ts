import { Int32 } from 'bson';
import fc from 'fast-check';
import { simpleFilter } from './filters.js';
import { scalar, smallInt } from './values.js';

type Document = Record<string, unknown>;

const reference = fc.constantFrom('$n', '$k', '$b', '$a', '$o.x', '$c', '$o.y', '$zz', '$_id');
const one = new Int32(1);
const literal = scalar.map((value) => ({ $literal: value }));
const compared = fc
  .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), reference, fc.oneof(reference, literal))
  .map(([operator, left, right]) => ({ [operator]: [left, right] }));
const condition = fc.oneof(
  compared,
  fc
    .tuple(fc.constantFrom('$and', '$or'), compared, compared)
    .map(([operator, left, right]) => ({ [operator]: [left, right] })),
  compared.map((each) => ({ $not: [each] })),
);

/** What a figure of statistics is made of: sums, conditional sums, averages, extremes, lists. */
const accumulator = fc.oneof(
  fc.constant({ $sum: one }),
  reference.map(($sum) => ({ $sum })),
  condition.map((test) => ({ $sum: { $cond: [test, one, new Int32(0)] } })),
  ...['$min', '$max', '$first', '$last', '$push', '$avg'].map((name) =>
    reference.map((of) => ({ [name]: of })),
  ),
);
const group: fc.Arbitrary<Document> = fc
  .tuple(
    fc.oneof(reference, fc.constant(null), fc.record({ k: reference, n: reference })),
    accumulator,
    accumulator,
  )
  .map(([_id, first, second]) => ({ $group: { _id, first, second } }));

const computed = fc.oneof(
  reference,
  literal,
  condition,
  condition.map((test) => ({ $cond: { if: test, then: '$k', else: '$n' } })),
  reference.map((of) => ({ $ifNull: [of, 'none'] })),
  fc
    .tuple(fc.constantFrom('$add', '$subtract', '$multiply'), smallInt)
    .map(([operator, by]) => ({ [operator]: ['$m', by] })),
  fc.constantFrom(
    { $isArray: '$c' },
    { $size: { $ifNull: ['$c', []] } },
    { $toLower: { $ifNull: ['$k', ''] } },
  ),
);
const stage: fc.Arbitrary<Document> = fc.oneof(
  simpleFilter.map(($match) => ({ $match })),
  group,
  fc.constantFrom<Document>(
    { $unwind: '$c' },
    { $unwind: { path: '$d', preserveNullAndEmptyArrays: true } },
    { $unwind: '$d' },
  ),
  computed.map((v) => ({ $addFields: { v } })),
  computed.map((v) => ({ $project: { v, k: one } })),
  fc.constantFrom<Document>(
    { $project: { a: 0, 'o.x': 0 } },
    { $project: { 'd.y': 1, n: 1 } },
    { $unset: ['a', 'b'] },
  ),
  fc.constantFrom<Document>(
    { $sort: { k: 1, _id: 1 } },
    { $sort: { n: -1, _id: 1 } },
    { $limit: 3 },
    { $skip: 1 },
  ),
);

/** Begins in the order of `_id`, since lists and windows depend on the order that comes in. */
export const pipeline: fc.Arbitrary<Document[]> = fc
  .tuple(simpleFilter, fc.array(stage, { minLength: 1, maxLength: 3 }))
  .map(([$match, stages]) => [{ $match }, { $sort: { _id: 1 } }, ...stages]);
