import { FrozenClock } from '../../../src/clock.js';
import type { ReleaseRecord } from '../../../src/federation/ports.js';
import { ReleaseRecorder } from '../../../src/federation/release-recorder.js';

const started = () => {
  const batches: ReleaseRecord[][] = [];
  const store = { away: false };
  const clock = new FrozenClock('2026-09-01T08:00:00Z');
  const warnings: unknown[] = [];
  const recorder = new ReleaseRecorder({
    releases: {
      save: async (records) => {
        if (store.away) throw new Error('away');
        batches.push([...records]);
      },
    },
    clock,
    log: { warn: (...told: unknown[]) => void warnings.push(told) },
    timeZone: 'Indian/Reunion',
    everyMilliseconds: 60_000,
  });
  return { batches, store, clock, warnings, recorder };
};

test('notes of one moment are one batch, each person and portal once', async () => {
  const { batches, recorder } = started();
  recorder.note('a', 'sp', ['sn']);
  recorder.note('a', 'sp', ['sn', 'uid']);
  recorder.note('b', 'sp', ['sn']);
  expect(batches).toEqual([]);
  await recorder.flush();
  expect(batches).toHaveLength(1);
  expect(batches[0]?.map(({ accountId, attributes }) => [accountId, attributes])).toEqual([
    ['a', ['sn', 'uid']],
    ['b', ['sn']],
  ]);
});

test('a day begins at midnight of the schools', async () => {
  const { batches, recorder, clock } = started();
  for (const instant of ['2026-09-01T19:59:00Z', '2026-09-01T20:00:00Z']) {
    clock.set(instant);
    recorder.note('a', 'sp', ['sn']);
    await recorder.flush();
  }
  expect(batches.flat().map(({ lastOn }) => lastOn)).toEqual(['2026-09-01', '2026-09-02']);
});

test('what was written is not written again on that day, unless other attributes go', async () => {
  const { batches, recorder, clock } = started();
  for (const attributes of [['sn'], ['sn'], ['uid']]) {
    recorder.note('a', 'sp', attributes);
    await recorder.flush();
  }
  expect(batches.flat().map((record) => record.attributes)).toEqual([['sn'], ['uid']]);
  clock.advance(86_400_000);
  recorder.note('a', 'sp', ['sn']);
  await recorder.flush();
  expect(batches.flat().map((record) => record.lastOn)).toEqual(['2026-09-01', '2026-09-01', '2026-09-02']);
});

test('while the store is away the notes wait, and sign-on goes on', async () => {
  const { batches, store, recorder, warnings } = started();
  store.away = true;
  recorder.note('a', 'sp', ['sn']);
  await recorder.flush();
  expect([batches, warnings.length]).toEqual([[], 1]);
  store.away = false;
  await recorder.flush();
  expect(batches.flat()).toMatchObject([{ accountId: 'a' }]);
});
