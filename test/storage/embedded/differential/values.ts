import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import fc from 'fast-check';

/** Times and ids that the cases know; all others were made by a server. */
export const knownDates = [new Date(0), new Date(86_400_000), new Date(-1)];
export const knownIds = ['000000000000000000000001', '0000000a0000000000000000'].map(
  (hex) => new ObjectId(hex),
);

export const text = fc.constantFrom('a', 'b', 'ab', 'A', 'Noé', '', 'é', '\u{1F600}', '\uFFFD', '1');
export const smallInt = fc.integer({ min: -2, max: 5 }).map((value) => new Int32(value));

/** Numbers of every type, also those that equal one another across types and those at the edges. */
export const number = fc.oneof(
  { weight: 6, arbitrary: smallInt },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(0.5, 2.5, -1.5, 1, -0, NaN, Infinity, -Infinity, 2 ** 53)
      .map((n) => new Double(n)),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('0', '1', '2', '5000000000', '9007199254740993', '-1')
      .map((n) => Long.fromString(n)),
  },
  { weight: 1, arbitrary: fc.constantFrom('1', '2.5', '-3').map((n) => Decimal128.fromString(n)) },
);

const other = fc.constantFrom<unknown>(
  null,
  true,
  false,
  ...knownDates,
  ...knownIds,
  new Binary(Buffer.of(0xff)),
  new Binary(Buffer.of(0xfe)),
  new Binary(Buffer.alloc(16, 0xff), 4),
);

export const scalar = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 5, arbitrary: number },
  { weight: 4, arbitrary: other },
);

export const embedded = fc.record({ x: scalar, y: smallInt }, { requiredKeys: [] });

export const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 2, arbitrary: embedded },
  { weight: 1, arbitrary: fc.record({ x: embedded }) },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(embedded, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(smallInt, { maxLength: 2 }), { maxLength: 2 }) },
);

/** A document without `_id`: the fields that filters, updates and pipelines speak of. */
export const fields = fc.record(
  {
    a: value,
    b: scalar,
    c: fc.array(scalar, { maxLength: 3 }),
    d: fc.array(embedded, { maxLength: 3 }),
    n: number,
    o: embedded,
    k: text,
  },
  { requiredKeys: ['n'] },
);

export const id = fc.integer({ min: 0, max: 7 }).map((n) => new Int32(n));
