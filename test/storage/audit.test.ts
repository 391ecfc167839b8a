import { AuditTrail } from '../../src/accounts/audit-trail.js';
import type { AuditEntry } from '../../src/accounts/audit-ports.js';
import mongoose from 'mongoose';
import { describeOnEachStore } from './describe-on-each-store.js';

const by = { name: 'op', role: 'operator' } as const;
const at = (day: number) => new Date(Date.UTC(2026, 8, day));
const entry = (given: Partial<AuditEntry> = {}): AuditEntry => ({
  at: at(1),
  by,
  act: 'account.lock',
  result: 'done',
  ...given,
});
const key = Buffer.alloc(32, 7);

describeOnEachStore('The audit trail', (opened) => {
  const store = () => opened().storage.audit;
  let connection: mongoose.Connection;
  beforeAll(async () => {
    connection = await mongoose.createConnection(opened().uri).asPromise();
  });
  afterAll(() => connection.close());
  const raw = () => connection.collection<{ _id: number }>('audit');
  beforeEach(async () => {
    await raw().deleteMany({});
    await connection.collection('audit_head').deleteMany({});
  });

  it('is whole after any number of processes added at once, and loses nothing', async () => {
    const trails = Array.from({ length: 4 }, () => new AuditTrail(store(), key));
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        trails[index % 4]!.append([entry({ accountId: `${index}a` }), entry({ accountId: `${index}b` })]),
      ),
    );
    expect(await trails[0]!.verify()).toMatchObject({ records: 80, last: { seq: 80 }, faults: [] });
    const accounts = (await store().list({ most: 100 })).map(({ accountId }) => accountId);
    expect(new Set(accounts).size).toBe(80);
  });

  it('goes on after a process that died before it moved the head', async () => {
    const trail = new AuditTrail(store(), key);
    await trail.append([entry()]);
    await trail.append([entry()]);
    await connection.collection('audit_head').deleteMany({});
    await trail.append([entry()]);
    expect(await trail.verify()).toMatchObject({ records: 3, faults: [] });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'changed',
      () => raw().updateOne({ _id: 2 }, { $set: { act: 'account.unlock' } }),
      'record 2 was changed',
    ],
    [
      'moved to another person',
      () => raw().updateOne({ _id: 2 }, { $set: { 'by.name': 'x' } }),
      'record 2 was changed',
    ],
    ['taken out', () => raw().deleteOne({ _id: 2 }), 'records 2 to 2 are missing'],
    ['cut off at the end', () => raw().deleteOne({ _id: 4 }), 'records 4 to 4 are missing'],
    [
      'cut off at the beginning',
      () => raw().deleteOne({ _id: 1 }),
      'the beginning was removed, and not by age',
    ],
  ])('shows what was %s', async (_, forge, fault) => {
    const trail = new AuditTrail(store(), key);
    await trail.append([entry(), entry({ count: 3 }), entry({ detail: 'x' }), entry()]);
    expect((await trail.verify()).faults).toEqual([]);
    await forge();
    expect((await trail.verify()).faults).toEqual([fault]);
  });

  it('cannot be chained again without the key; what was noted shows an end replaced', async () => {
    const trail = new AuditTrail(store(), key);
    await trail.append([entry(), entry()]);
    const { last } = await trail.verify();
    await raw().deleteOne({ _id: 2 });
    await connection.collection('audit_head').deleteMany({});
    expect((await trail.verify(last)).faults).toEqual(['records 2 to 2 are missing']);
    await new AuditTrail(store(), Buffer.alloc(32)).append([entry()]);
    expect((await trail.verify(last)).faults).toEqual([
      'record 2 was changed',
      'record 2 is not the one noted',
    ]);
  });

  it('forgets by age, says so itself, and stays whole', async () => {
    const trail = new AuditTrail(store(), key);
    await trail.append([entry(), entry({ at: at(2) }), entry({ at: at(9) })]);
    expect(await trail.purge(at(5), by, at(10))).toBe(2);
    expect(await trail.verify()).toMatchObject({ records: 2, last: { seq: 4 }, faults: [] });
    expect(await trail.purge(at(5), by, at(10))).toBe(0);
  });

  it('is read by account and by school, newest first', async () => {
    const trail = new AuditTrail(store(), key);
    const head = { name: 'head', role: 'staff', uai: '9990001X', ip: '192.0.2.1' } as const;
    await trail.append([
      entry({ accountId: 'a' }),
      entry({ by: head, accountId: 'b' }),
      entry({ accountId: 'a' }),
    ]);
    const seqs = async (query: object) => (await store().list({ most: 2, ...query })).map(({ seq }) => seq);
    expect(await seqs({})).toEqual([3, 2]);
    expect(await seqs({ accountId: 'a' })).toEqual([3, 1]);
    expect(await seqs({ uai: '9990001X' })).toEqual([2]);
    expect((await store().list({ most: 9, uai: '9990001X' }))[0]).toMatchObject({ by: head, at: at(1) });
  });
});
