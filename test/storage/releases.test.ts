import { FrozenClock } from '../../src/clock.js';
import { ReleaseRecorder } from '../../src/federation/release-recorder.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

describeOnEachStore('What portals received', (opened) => {
  const releases = () => opened().storage.releases;
  const long = `https://ent.example/${'x'.repeat(1000)}`;

  it('is one record for each person and portal, with the first day and the last', async () => {
    const accountId = fresh('account');
    const record = {
      accountId,
      entityId: long,
      attributes: ['sn'],
      firstOn: '2026-09-01',
      lastOn: '2026-09-01',
    };
    const other = { ...record, entityId: 'https://other.example/sp' };
    await releases().save([record, other]);
    await releases().save([
      { ...record, attributes: ['sn', 'uid'], firstOn: '2026-10-02', lastOn: '2026-10-02' },
    ]);
    const found = await releases().ofAccount(accountId);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ ...record, attributes: ['sn', 'uid'], lastOn: '2026-10-02' });
    expect(await releases().removeOfAccount(accountId)).toBe(2);
    expect(await releases().ofAccount(accountId)).toEqual([]);
  });

  it('is written by the recorder when it is flushed', async () => {
    const accountId = fresh('account');
    const clock = new FrozenClock('2026-09-01T08:00:00Z');
    const log = { warn: () => {} };
    const terms = { timeZone: 'Europe/Paris', everyMilliseconds: 60_000 };
    const recorder = new ReleaseRecorder({ releases: releases(), clock, log, ...terms });
    recorder.note(accountId, 'sp', ['sn']);
    expect(await releases().ofAccount(accountId)).toEqual([]);
    await recorder.flush();
    const day = '2026-09-01';
    expect(await releases().ofAccount(accountId)).toEqual([
      { accountId, entityId: 'sp', attributes: ['sn'], firstOn: day, lastOn: day },
    ]);
  });
});
