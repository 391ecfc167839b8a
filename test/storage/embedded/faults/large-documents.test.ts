import type mongoose from 'mongoose';
import { openStore, refusal, type TestStore } from '../open-store.js';

const limit = 16 * 1024 * 1024;

describe('a document of 16 MB', () => {
  let store: TestStore;
  let collection: mongoose.mongo.Collection<{ _id: number; bytes?: Buffer; more?: Buffer }>;
  beforeAll(async () => {
    store = await openStore();
    collection = store.db.collection('large');
  });
  afterAll(() => store.close());

  /** `{_id: Int32, bytes: Binary}` has 5 + 9 + 12 bytes around its bytes. */
  const whole = (_id: number, size: number) => ({ _id, bytes: Buffer.alloc(size - 26, _id) });
  const insert = (document: object): Promise<unknown> =>
    store.db.command({ insert: 'large', documents: [document] });

  it('is kept at the limit, given back, and leaves its place', async () => {
    await collection.insertOne(whole(1, limit));
    const found = await collection.findOne({ _id: 1 }, { promoteBuffers: true });
    expect(found?.bytes?.length).toBe(limit - 26);
    expect(await collection.countDocuments({ more: { $exists: false } })).toBe(1);
    await collection.deleteOne({ _id: 1 });
  });

  it('is refused above the limit', async () => {
    expect(await refusal(insert(whole(2, limit + 1)))).toMatchObject({
      code: 10334,
      codeName: 'BSONObjectTooLarge',
    });
    expect(await collection.findOne({ _id: 2 })).toBeNull();
  });

  it('cannot grow beyond the limit', async () => {
    await collection.insertOne(whole(3, limit - 100));
    const grow = { $set: { more: Buffer.alloc(200) } };
    const tooLarge = { code: 10334 };
    expect(await refusal(collection.updateOne({ _id: 3 }, grow))).toMatchObject(tooLarge);
    expect(await refusal(collection.findOneAndUpdate({ _id: 3 }, grow))).toMatchObject({
      ...tooLarge,
      codeName: 'BSONObjectTooLarge',
    });
    expect(await collection.findOne({ _id: 3 }, { projection: { more: 1 } })).toEqual({ _id: 3 });
    await collection.updateOne({ _id: 3 }, { $set: { more: Buffer.alloc(50) } });
  });

  it('come one a reply, and small ones between them', async () => {
    for (const each of [whole(4, limit - 1000), { _id: 5 }, whole(6, limit)])
      await collection.insertOne(each);
    const ids = [];
    for await (const { _id } of collection.find({ _id: { $gte: 3 } }).sort({ _id: 1 })) ids.push(_id);
    expect(ids).toEqual([3, 4, 5, 6]);
  });
});
