import { readFileSync } from 'node:fs';
import { withSupportTable } from '../../../src/storage/embedded/describe-support.js';
import { commands } from '../../../src/storage/embedded/commands/commands.js';
import { pipelineStages } from '../../../src/storage/embedded/aggregate/stages.js';
import { openStore, type TestStore } from './open-store.js';

describe('the table of what is supported', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store.close());

  it('is the one in the README', () => {
    const readme = readFileSync('src/storage/embedded/README.md', 'utf8');
    expect(readme).toBe(withSupportTable(readme));
  });

  it.each([...commands.keys()])('names a command that exists: %s', async (name) => {
    const answer = store.db.command({ [name]: 'c' }).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
    expect(await answer).not.toBe(59);
  });

  const examples: Record<string, unknown> = {
    $match: { a: 1 },
    $sort: { a: 1 },
    $skip: 1,
    $limit: 1,
    $project: { a: 1 },
    $addFields: { b: 1 },
    $set: { b: 1 },
    $unset: 'a',
    $group: { _id: '$a', n: { $sum: 1 } },
    $unwind: '$a',
    $count: 'n',
  };

  it.each(pipelineStages)('names a stage that runs: %s', async (stage) => {
    const collection = store.fresh();
    await collection.insertMany([{ a: 1 }, { a: 2 }]);

    expect(await collection.aggregate([{ [stage]: examples[stage] }]).toArray()).toHaveProperty('length');
  });
});
