import type { SealedEntry } from '../../src/messaging/ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const start = Date.parse('2026-11-26T10:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);

function entry(parts: Partial<SealedEntry> = {}): SealedEntry {
  return {
    id: fresh('entry'),
    channel: 'mail',
    template: 'confirm-mail',
    language: 'fr',
    state: 'waiting',
    recipient: 'n…@e….org',
    recipientHash: 'hash',
    queuedAt: at(0),
    expiresAt: at(3600),
    nextAt: at(0),
    tries: 0,
    sealed: 'sealed',
    ...parts,
  };
}

describeOnEachStore('The outbox', (opened) => {
  const outbox = () => opened().storage.outbox;
  /** Leaves nothing waiting for the next test. */
  afterEach(async () => {
    for (const channel of ['mail', 'sms'] as const) {
      for (;;) {
        const taken = await outbox().take(channel, at(1e8), at(1e9));
        if (taken === undefined) break;
        await outbox().end(taken, 'dead', at(0));
      }
    }
  });

  it('gives an entry to one taker of twenty, and again when its lease has passed', async () => {
    const added = entry();
    await outbox().add(added);
    const taken = await Promise.all(Array.from({ length: 20 }, () => outbox().take('mail', at(0), at(120))));
    expect(taken.filter((one) => one !== undefined)).toEqual([{ ...added, nextAt: at(120), tries: 1 }]);
    expect(await outbox().take('mail', at(119), at(240))).toBeUndefined();
    expect(await outbox().take('mail', at(120), at(240))).toEqual({ ...added, nextAt: at(240), tries: 2 });
  });

  it('gives twenty entries to twenty takers, each once', async () => {
    const added = Array.from({ length: 20 }, () => entry());
    for (const one of added) await outbox().add(one);
    const taken = await Promise.all(added.map(() => outbox().take('mail', at(0), at(120))));
    expect(new Set(taken.map((one) => one?.id))).toEqual(new Set(added.map(({ id }) => id)));
  });

  it('gives what is due the longest first, of that channel, and nothing that is not due', async () => {
    const [late, early, sms] = [
      entry({ nextAt: at(2) }),
      entry({ nextAt: at(1) }),
      entry({ channel: 'sms' }),
    ];
    for (const one of [late, early, sms]) await outbox().add(one);
    expect(await outbox().take('mail', at(0), at(9))).toBeUndefined();
    expect((await outbox().take('mail', at(3), at(9)))?.id).toBe(early.id);
    expect((await outbox().take('mail', at(3), at(9)))?.id).toBe(late.id);
    expect((await outbox().take('sms', at(3), at(9)))?.id).toBe(sms.id);
  });

  it('adds an id once', async () => {
    const one = entry();
    expect(await outbox().add(one)).toBe(true);
    expect(await outbox().add({ ...one, template: 'mail-changed' })).toBe(false);
    expect((await outbox().find(one.id))?.template).toBe('confirm-mail');
  });

  it('believes only the holder of the lease', async () => {
    await outbox().add(entry());
    const slow = (await outbox().take('mail', at(0), at(120)))!;
    const quick = (await outbox().take('mail', at(120), at(240)))!;
    expect(await outbox().postpone(slow, at(500), 'busy')).toBe(false);
    expect(await outbox().end(slow, 'dead', at(121), 'busy')).toBe(false);
    expect(await outbox().end(quick, 'sent', at(122))).toBe(true);
    expect(await outbox().end(quick, 'sent', at(123))).toBe(false);
    expect(await outbox().find(slow.id)).toMatchObject({ state: 'sent', endedAt: at(122) });
  });

  it('wipes what was sealed once sent or dead, and never shows it', async () => {
    for (const state of ['sent', 'dead'] as const) {
      const one = entry();
      await outbox().add(one);
      expect(await outbox().find(one.id)).not.toHaveProperty('sealed');
      await outbox().end((await outbox().take('mail', at(0), at(120)))!, state, at(1), 'rejected');
      expect(await outbox().find(one.id)).toEqual({
        ...{ ...one, sealed: undefined },
        ...{ state, endedAt: at(1), reason: 'rejected', nextAt: at(120), tries: 1 },
      });
      expect(await outbox().take('mail', at(1e6), at(1e7))).toBeUndefined();
    }
  });

  it('hastens what waits, not what is being sent or was', async () => {
    const one = entry({ nextAt: at(900) });
    await outbox().add(one);
    expect(await outbox().hasten(one.id, at(5))).toBe(true);
    const taken = (await outbox().take('mail', at(5), at(125)))!;
    expect(await outbox().hasten(one.id, at(6))).toBe(false);
    await outbox().postpone(taken, at(900), 'busy');
    expect(await outbox().find(one.id)).toMatchObject({ nextAt: at(900), reason: 'busy' });
    expect(await outbox().hasten(one.id, at(7))).toBe(true);
    await outbox().end((await outbox().take('mail', at(7), at(127)))!, 'sent', at(8));
    expect(await outbox().hasten(one.id, at(9))).toBe(false);
    expect(await outbox().hasten('none', at(9))).toBe(false);
  });

  it('counts what waits and since when', async () => {
    expect(await outbox().backlog('mail')).toEqual({ waiting: 0 });
    for (const seconds of [7, 3, 5]) await outbox().add(entry({ queuedAt: at(seconds), nextAt: at(60) }));
    await outbox().add(entry({ channel: 'sms', queuedAt: at(1) }));
    expect(await outbox().backlog('mail')).toEqual({ waiting: 3, oldest: at(3) });
  });

  it('lists the newest first, by channel, state or recipient', async () => {
    const recipientHash = fresh('hash');
    const sms = entry({ channel: 'sms', recipientHash, queuedAt: at(1e5) });
    const mail = entry({ recipientHash, queuedAt: at(1e5 + 1) });
    for (const one of [sms, mail]) await outbox().add(one);
    const ids = async (...[which, limit = 50]: [object, number?]) =>
      (await outbox().list(which, limit)).map(({ id }) => id);
    expect(await ids({ recipientHash })).toEqual([mail.id, sms.id]);
    expect(await ids({ recipientHash, channel: 'sms' })).toEqual([sms.id]);
    expect(await ids({ recipientHash, state: 'dead' })).toEqual([]);
    expect(await ids({ state: 'waiting' }, 1)).toEqual([mail.id]);
    expect(await ids({ channel: 'sms' }, 1)).toEqual([sms.id]);
    expect(await ids({}, 2)).toEqual([mail.id, sms.id]);
    expect((await outbox().list({}, 1))[0]).not.toHaveProperty('sealed');
  });

  it('R03 spends no more than the budget of a day, however many spend at once', async () => {
    const day = '2026-01-02';
    const spent = await Promise.all(Array.from({ length: 30 }, () => outbox().spend(day, 1, 10)));
    expect(spent.filter(Boolean)).toHaveLength(10);
    expect(await outbox().spend(day, 1, 10)).toBe(false);
    expect(await outbox().spend(day, -2, 10)).toBe(true);
    expect(await outbox().spend(day, 3, 10)).toBe(false);
    expect(await outbox().spend(day, 2, 10)).toBe(true);
    expect(await outbox().spend('2026-01-03', 11, 10)).toBe(false);
    expect(await outbox().spend('2026-01-03', 10, 10)).toBe(true);
  });
});
