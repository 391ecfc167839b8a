import { Pair } from './differential/run-differential.js';

/** `make test` compares 20 000 operations, `make fuzz` a million; FUZZ_SEED chooses others. */
const least = Number(process.env['FUZZ_OPERATIONS'] ?? 20_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_260_302);

describe('the embedded store beside the second server', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await Pair.start();
  }, 120_000);
  afterAll(() => pair.stop());

  it('answers the same to random operations', async () => {
    const tally = await pair.compare(least, seed);
    expect(tally.operations).toBeGreaterThanOrEqual(least);
    process.stdout.write(
      `Compared ${tally.operations} operations from seed ${seed}; known differences: ${JSON.stringify(tally.known)}\n`,
    );
  }, 86_400_000);
});
