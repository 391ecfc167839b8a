import { BSON } from 'bson';
import fc from 'fast-check';
import { compare } from '../../../src/storage/embedded/bson/compare.js';
import { KeyWriter } from '../../../src/storage/embedded/bson/key-writer.js';
import { openStore, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

describe('the order of keys', () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      null,
      true,
      false,
      NaN,
      Infinity,
      -Infinity,
      0,
      -0,
      'a',
      'a\0',
      'a\0b',
      '',
      '\uffff',
      '\u{10000}',
    ),
    fc.double(),
    fc.integer(),
    fc.string({ unit: 'binary', maxLength: 6 }).map((text) => text.replace(/[\ud800-\udfff]/g, '')),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => BSON.Long.fromBigInt(n)),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => new BSON.Binary(bytes)),
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b'), scalar),
  );

  it('is one order, forwards and inverted, also behind other fields', () => {
    const key = (values: unknown[], descending = false) => {
      const writer = new KeyWriter();
      for (const each of values) writer.value(each, descending);
      return writer.finish();
    };
    const property = fc.property(value, value, scalar, (a, b, tail) => {
      const order = Math.sign(compare(a, b));
      expect(Math.sign(Buffer.compare(key([a, tail]), key([b, tail])))).toBe(order);
      expect(Math.sign(Buffer.compare(key([a, tail], true), key([b, tail], true)))).toBe(-order || 0);
    });
    fc.assert(property, { seed: 20260302, numRuns: 3000 });
  });

  it('tells neighbouring 64-bit integers apart', () => {
    const one = BSON.Long.fromString('9007199254740993');
    const other = BSON.Long.fromString('9007199254740992');
    expect(compare(one, other)).toBeGreaterThan(0);
    expect(compare(other, 9007199254740992)).toBe(0);
  });

  it('puts types in the order that MongoDB writes down', async () => {
    const collection = store.fresh();
    const values = [
      new BSON.MinKey(),
      null,
      1,
      'a',
      { a: 1 },
      new BSON.Binary(Buffer.of(1)),
      new BSON.ObjectId(),
      true,
      new Date(0),
      new BSON.MaxKey(),
    ];
    await collection.insertMany([...values].reverse().map((v, at) => ({ _id: at as never, v })));
    await collection.createIndex({ v: 1 });
    const sorted = await collection.find().sort({ v: 1 }).toArray();
    expect(sorted.map(({ _id }) => _id as never as number)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });
});
