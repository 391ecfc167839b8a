import { Binary, Int32, Long, ObjectId } from 'bson';
import { find, update as bareUpdate } from 'mingo';
import { openStore, refusal, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

/** What mingo alone makes of the same document and update. */
function bare(document: object, change: object): object {
  bareUpdate(document as never, change as never);
  return document;
}

function bareMatches(document: object, filter: object): boolean {
  return find([document] as never, filter as never).all().length === 1;
}

async function updated(document: object, change: object): Promise<object | null> {
  const collection = store.fresh();
  await collection.insertOne({ ...document });
  await collection.updateOne({}, change);
  return collection.findOne({}, { projection: { _id: 0 } });
}

async function refused(document: object, change: object): Promise<{ code: unknown }> {
  const collection = store.fresh();
  await collection.insertOne({ ...document });
  const said = await refusal(collection.updateOne({}, change));
  expect(await collection.findOne({}, { projection: { _id: 0 } })).toEqual(document);
  return said;
}

async function matches(document: object, filter: object): Promise<boolean> {
  const collection = store.fresh();
  await collection.insertOne({ ...document });
  return (await collection.countDocuments(filter)) === 1;
}

describe('faults of mingo 7 that the store does not have', () => {
  it('$addToSet adds to an array that already holds duplicates', async () => {
    const change = { $addToSet: { tags: 'c' } };
    expect(bare({ tags: ['a', 'a'] }, change)).not.toEqual({ tags: ['a', 'a', 'c'] });
    expect(await updated({ tags: ['a', 'a'] }, change)).toEqual({ tags: ['a', 'a', 'c'] });
  });

  it('$inc on a text fails with 14', async () => {
    expect(() => bare({ n: 'text' }, { $inc: { n: 1 } })).not.toThrow();
    expect(await refused({ n: 'text' }, { $inc: { n: 1 } })).toMatchObject({ code: 14, codeName: undefined });
    expect(await refused({ n: null }, { $inc: { n: 1 } })).toMatchObject({ code: 14 });
  });

  it('$inc by a text fails with 14', async () => {
    expect(await refused({ n: 1 }, { $inc: { n: '1' } })).toMatchObject({ code: 14 });
  });

  it('$push and $addToSet on what is no array fail with 2', async () => {
    expect(() => bare({ a: 5 }, { $push: { a: 1 } })).not.toThrow();
    expect(await refused({ a: 5 }, { $push: { a: 1 } })).toMatchObject({ code: 2 });
    expect(await refused({ a: 5 }, { $addToSet: { a: 1 } })).toMatchObject({ code: 2 });
  });

  it('$pull on what is no array fails with 2', async () => {
    expect(() => bare({ a: 5 }, { $pull: { a: 1 } })).not.toThrow();
    expect(await refused({ a: 5 }, { $pull: { a: 1 } })).toMatchObject({ code: 2 });
  });

  it('$push sorts and cuts also a new field', async () => {
    const change = { $push: { a: { $each: [3, 1, 2], $sort: 1, $slice: 2 } } };
    expect(bare({}, change)).not.toEqual({ a: [1, 2] });
    expect(await updated({}, change)).toEqual({ a: [1, 2] });
  });

  it('tells binary values apart that are no text', async () => {
    const [one, other] = [new Binary(Buffer.of(0xff)), new Binary(Buffer.of(0xfe))];
    expect(bareMatches({ hash: one }, { hash: other })).toBe(true);
    expect(await matches({ hash: one }, { hash: other })).toBe(false);
    expect(await matches({ hash: one }, { hash: { $in: [other, one] } })).toBe(true);
  });

  it('compares numbers by value whatever their BSON type', async () => {
    const long = Long.fromString('5000000000');
    expect(bareMatches({ n: long }, { n: 5_000_000_000 })).toBe(false);
    expect(await matches({ n: long }, { n: 5_000_000_000 })).toBe(true);
    expect(await matches({ n: long }, { n: { $gt: new Int32(5) } })).toBe(true);
  });

  it('orders ObjectIds by their bytes', async () => {
    const [early, late] = [ObjectId.createFromTime(1), ObjectId.createFromTime(2)];
    expect(await matches({ v: late }, { v: { $gt: early } })).toBe(true);
    expect(await matches({ v: early }, { v: { $gte: late } })).toBe(false);
    expect(await matches({ v: early }, { v: { $in: [late, early] } })).toBe(true);
  });

  it('takes the order of fields in an embedded document seriously', async () => {
    expect(bareMatches({ v: { a: 1, b: 2 } }, { v: { b: 2, a: 1 } })).toBe(true);
    expect(await matches({ v: { a: 1, b: 2 } }, { v: { b: 2, a: 1 } })).toBe(false);
  });

  it('compares dates by their time', async () => {
    expect(await matches({ at: new Date(5) }, { at: new Date(5) })).toBe(true);
    expect(await matches({ at: new Date(5) }, { at: { $lt: new Date(6), $gte: new Date(5) } })).toBe(true);
    expect(await matches({ at: new Date(5) }, { at: { $lt: 6 } })).toBe(false);
  });
});

describe('updates', () => {
  it.each([
    ['$set makes what is missing on the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    [
      '$set fills an array with null up to an index',
      { a: [1] },
      { $set: { 'a.3': 4 } },
      { a: [1, null, null, 4] },
    ],
    ['$unset leaves null in an array', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
    ['$unset of nothing', { a: 1 }, { $unset: { b: 1 } }, { a: 1 }],
    ['$mul of a missing field', {}, { $mul: { n: 5 } }, { n: 0 }],
    ['$min and $max', { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 3 } }, { a: 3, b: 5 }],
    ['$rename', { a: 1 }, { $rename: { a: 'b.c' } }, { b: { c: 1 } }],
    ['$push at a position', { a: [1, 2] }, { $push: { a: { $each: [9], $position: 1 } } }, { a: [1, 9, 2] }],
    ['$push keeps the last', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    [
      '$pull by a filter',
      { a: [{ x: 1 }, { x: 2 }] },
      { $pull: { a: { x: { $gt: 1 } } } },
      { a: [{ x: 1 }] },
    ],
    ['$pull by an operator', { a: [1, 2, 3] }, { $pull: { a: { $gte: 2 } } }, { a: [1] }],
    ['$pullAll', { a: [1, 2, 1] }, { $pullAll: { a: [1] } }, { a: [2] }],
    ['$pop', { a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
    ['$addToSet of several', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
    ['$currentDate', {}, { $currentDate: { at: true } }, { at: new Date('2026-03-02T08:00:00Z') }],
  ])('%s', async (_, before, change, after) => {
    expect(await updated(before, change)).toEqual(after);
  });

  it.each([
    ['through a number', { a: 5 }, { $set: { 'a.b': 1 } }, 28],
    ['of _id', { a: 1 }, { $set: { _id: 9 } }, 66],
    ['of the same field twice', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['of a field and a part of it', {}, { $set: { a: {}, 'a.b': 1 } }, 40],
    ['of an empty name', {}, { $set: { 'a..b': 1 } }, 56],
    ['of a name with a dollar', {}, { $set: { 'a.$b': 1 } }, 52],
    ['by an unknown operator', {}, { $foo: { a: 1 } }, 9],
    ['with an unknown clause of $push', {}, { $push: { a: { $each: [], $foo: 1 } } }, 2],
    ['beyond 64 bits', { n: Long.MAX_VALUE }, { $inc: { n: Long.ONE } }, 2],
    ['of a position', { a: [1] }, { $set: { 'a.$[]': 2 } }, 115],
  ])('refuses an update %s', async (_, before, change, code) => {
    const collection = store.fresh();
    await collection.insertOne({ ...before });
    expect(await refusal(collection.updateOne({}, change as never))).toMatchObject({ code });
  });

  it('keeps integers integers, and grows them from 32 to 64 bits', async () => {
    const collection = store.fresh();
    await collection.insertOne({ n: new Int32(2 ** 31 - 1) });
    await collection.updateOne({}, { $inc: { n: new Int32(1) } });
    expect(await collection.findOne({ n: { $type: 'long' } })).toMatchObject({ n: 2 ** 31 });
    await collection.updateOne({}, { $mul: { n: 0.5 } });
    expect(await collection.countDocuments({ n: { $type: 'double' } })).toBe(1);
  });

  it('does not count an update that changes nothing', async () => {
    const collection = store.fresh();
    await collection.insertOne({ a: 1 });
    expect(await collection.updateOne({}, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
  });
});
