import { ConnectionLog, type Connection } from '../../../src/accounts/connection-log.js';
import { FrozenClock } from '../../../src/clock.js';

/** A store that takes what it is given when `take` is called. */
function slowStore() {
  const taken: string[] = [];
  const calls: (() => void)[] = [];
  const addMany = (lines: readonly Connection[]): Promise<void> =>
    new Promise((done) =>
      calls.push(() => {
        taken.push(...lines.map(({ accountId }) => accountId));
        done();
      }),
    );
  const take = async (): Promise<void> => {
    while (calls.length === 0) await new Promise(setImmediate);
    calls.shift()?.();
  };
  return { taken, take, connections: { addMany, lastOf: async () => [], removePast: async () => 0 } };
}

function logOn({ connections }: ReturnType<typeof slowStore>): ConnectionLog {
  const accounts = { noteSignIns: async () => {} };
  const clock = new FrozenClock('2026-09-01T08:00:00Z');
  return new ConnectionLog({ connections, accounts, clock, days: 365, warn: () => {} });
}

test('flush waits also for what is being written already', async () => {
  const store = slowStore();
  const log = logOn(store);
  log.record({ accountId: 'one', way: 'password' });
  const first = log.flush();
  await new Promise(setImmediate);
  log.record({ accountId: 'two', way: 'password' });
  const atTheStop = log.flush().then(() => [...store.taken]);
  await store.take();
  await first;
  await store.take();
  expect(await atTheStop).toEqual(['one', 'two']);
});

test('a flush with nothing new waits for the one before', async () => {
  const store = slowStore();
  const log = logOn(store);
  log.record({ accountId: 'one', way: 'password' });
  void log.flush();
  const atTheStop = log.flush().then(() => [...store.taken]);
  await store.take();
  expect(await atTheStop).toEqual(['one']);
});
