import type { FirstSignInRecord } from '../../src/accounts/journey-ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const now = new Date('2026-11-26T09:00:00Z');
const later = new Date('2026-11-26T10:00:00Z');

const record = (parts: Partial<FirstSignInRecord> = {}): FirstSignInRecord => ({
  ...{ id: fresh('journey'), accountId: 'a', step: 'birth-date', end: { retour: '/aide' } },
  ...{ passwordMark: 'm', wrongBirthDates: 0, expiresAt: later, version: 1 },
  ...parts,
});

describeOnEachStore('First sign-ins', (opened) => {
  const store = () => opened().storage.firstSignIns;

  it('are read as they were written, until their hour is over to the second', async () => {
    const added = record({ passwordHash: 'p1$x' });
    await store().add(added);
    expect(await store().read(added.id, now)).toEqual(added);
    expect(await store().read(added.id, new Date(later.getTime() - 1))).toEqual(added);
    expect(await store().read(added.id, later)).toBeUndefined();
    expect(await store().read('nobody', now)).toBeUndefined();
  });

  it('take one change of twenty that saw the same record', async () => {
    const added = record();
    await store().add(added);
    const changes = Array.from({ length: 20 }, (_, count) =>
      store().change(added, { wrongBirthDates: count + 1 }),
    );
    expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
    expect((await store().read(added.id, now))?.version).toBe(2);
  });

  it('are gone once removed: nothing brings them back', async () => {
    const added = record();
    await store().add(added);
    await store().remove(added.id);
    expect(await store().change(added, { step: 'password' })).toBe(false);
    expect(await store().read(added.id, now)).toBeUndefined();
  });
});

describeOnEachStore('A kept request', (opened) => {
  const ledger = () => opened().storage.authnRequests;
  const request = (id: string) => ({ id, issuer: 'sp', issueInstant: now }) as never;

  it('is prolonged for its browser alone, never shortened, and not once it was answered', async () => {
    const handle = fresh('handle');
    const until = new Date(now.getTime() + 600_000);
    await ledger().hold(request(handle), { handle, receivedAt: now, until, browser: 'mine' });
    await ledger().prolong(handle, 'other', later);
    expect(await ledger().claim(handle, 'mine', until)).toBeUndefined();
    await ledger().prolong(handle, 'mine', later);
    await ledger().prolong(handle, 'mine', until);
    expect((await ledger().claim(handle, 'mine', until))?.handle).toBe(handle);
    expect(await ledger().takeToAnswer(handle, 'mine', until)).toBeDefined();
    await ledger().prolong(handle, 'mine', new Date(later.getTime() + 1));
    expect(await ledger().claim(handle, 'mine', later)).toBeUndefined();
  });
});
