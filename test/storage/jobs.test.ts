import { AuditTrail } from '../../src/accounts/audit-trail.js';
import { ConnectionLog } from '../../src/accounts/connection-log.js';
import { deleteLeft, type DeleteTools } from '../../src/accounts/delete-left.js';
import { FrozenClock } from '../../src/clock.js';
import { NightlyRunner } from '../../src/jobs/nightly-runner.js';
import { runJob } from '../../src/jobs/run-job.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const by = { name: 'delete-left', role: 'job' } as const;
const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };

describeOnEachStore('The work of the night', (opened) => {
  const clock = new FrozenClock('2026-11-26T08:00:00Z');
  beforeEach(() => clock.set('2026-11-26T08:00:00Z'));
  const tools = (holder: string) => ({
    leases: opened().storage.leases,
    runs: opened().storage.jobRuns,
    clock,
    holder,
  });
  const quiet = { info: () => {}, error: () => {} };

  it('is done once a night by one of three processes, and again the next', async () => {
    const done: string[] = [];
    const name = fresh('job');
    const night = (holder: string) => {
      const run = async () => ({ count: done.push(holder) });
      const jobs = [{ name, about: '', run }];
      return new NightlyRunner({ ...tools(holder), jobs, at: '02:30', timeZone: 'Europe/Paris', log: quiet });
    };
    const nights = ['a', 'b', 'c'].map(night);
    const look = () => Promise.all(nights.map((one) => one.look()));
    await look();
    clock.set('2026-11-27T01:29:00Z');
    await look();
    expect(done).toHaveLength(1);
    clock.set('2026-11-27T01:30:00Z');
    await look();
    await look();
    expect(done).toHaveLength(2);
    clock.set('2026-11-28T03:00:00Z');
    await look();
    expect(done).toHaveLength(3);
  });

  it('is taken over from a process that died at it, once its lease ended', async () => {
    const name = fresh('job');
    const job = { name, about: '', run: async () => ({ ok: 1 }) };
    const { leases } = opened().storage;
    await leases.take(`job ${name}`, {
      holder: 'dead:1',
      now: clock.now(),
      until: new Date(clock.now().getTime() + 30_000),
    });
    expect(await runJob(job, tools('b'))).toEqual({ heldBy: 'dead:1' });
    clock.advance(30_000);
    expect(await runJob(job, tools('b'))).toMatchObject({ by: 'b', result: '{"ok":1}', failed: false });
    expect(await leases.holder(`job ${name}`, clock.now())).toBeUndefined();
  });

  it('that fails is remembered as such', async () => {
    const job = { name: fresh('job'), about: '', run: () => Promise.reject(new Error('no')) };
    await runJob(job, tools('a'));
    expect(await tools('a').runs.last(job.name)).toMatchObject({
      failed: true,
      result: '{"error":"Error: no"}',
    });
  });

  it('deletes who left long ago, whole, however often it is broken off', async () => {
    const { storage } = opened();
    const { accounts } = storage;
    const add = async (leftAt: Date) => {
      const account = await accounts.add({
        kind: 'pupil',
        identifier: fresh('n.exemple'),
        state: 'ACTIF',
        person,
        mail: 'a@b.fr',
        passwordHash: 'h',
      });
      await accounts.apply(account, { state: 'SORTI', leftFrom: 'ACTIF', leftAt });
      await storage.nameIds.getOrCreate(account.id, 'portal', 'v');
      return account;
    };
    const until = new Date('2026-08-01T00:00:00Z');
    const [gone, kept] = [await add(until), await add(new Date(until.getTime() + 1))];
    const audit = new AuditTrail(storage.audit, Buffer.alloc(32));
    const parts: DeleteTools = {
      accounts,
      sessions: storage.sessions,
      audit,
      clock,
      traces: [storage.nameIds],
    };
    const { signal } = new AbortController();
    for (const method of ['removeIdentifier', 'findById'] as const) {
      const broken = new Proxy(accounts, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (name === method) return () => Promise.reject(new Error('killed'));
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      await expect(deleteLeft(until, by, { ...parts, accounts: broken }, signal)).rejects.toThrow('killed');
    }
    expect(await deleteLeft(until, by, parts, signal)).toBe(1);
    expect(await deleteLeft(until, by, parts, signal)).toBe(0);
    const stored = await accounts.findById(gone.id);
    expect(stored).toMatchObject({
      state: 'SUPPRIME',
      identifier: '',
      deletedAt: clock.now(),
      frEduCtId: gone.frEduCtId,
    });
    expect(JSON.stringify(stored)).not.toMatch(/Exemple|Noé|a@b/);
    expect(await accounts.findByIdentifier(gone.identifier)).toBeUndefined();
    expect(await storage.nameIds.getOrCreate(gone.id, 'portal', 'other')).toBe('other');
    expect(await accounts.findById(kept.id)).toMatchObject({ state: 'SORTI', mail: 'a@b.fr' });
  });

  it('keeps sign-ins a year, without whole addresses, and writes them beside the answer', async () => {
    const { accounts, connections } = opened().storage;
    const log = new ConnectionLog({ connections, accounts, clock, days: 365, warn: () => {} });
    const accountId = (
      await accounts.add({ kind: 'pupil', identifier: fresh('n.exemple'), state: 'ACTIF', person })
    ).id;
    log.record({ accountId, way: 'password', ip: '192.0.2.77' });
    clock.advance(1);
    log.record({ accountId, way: 'password', portal: 'ent', ip: '2001:db8::1' });
    expect(await connections.lastOf(accountId, 5, clock.now())).toEqual([]);
    await log.flush();
    expect((await accounts.findById(accountId))?.lastSignInAt).toEqual(clock.now());
    const lines = await connections.lastOf(accountId, 5, clock.now());
    expect(lines.map(({ network, portal }) => [network, portal])).toEqual([
      ['2001:db8:0::/48', 'ent'],
      ['192.0.2.0/24', undefined],
    ]);
    clock.advance(365 * 24 * 3600 * 1000);
    expect(await connections.lastOf(accountId, 5, clock.now())).toEqual([]);
    expect(await connections.removePast(clock.now())).toBeGreaterThanOrEqual(1);
  });

  it('keeps sign-ins that the store refused, for the next time', async () => {
    const taken: number[] = [];
    let up = false;
    const addMany = async (lines: readonly unknown[]) =>
      void (up ? taken.push(lines.length) : await Promise.reject(new Error('down')));
    const log = new ConnectionLog({
      connections: { ...opened().storage.connections, addMany } as never,
      accounts: { noteSignIns: async () => {} },
      clock,
      days: 1,
      warn: () => {},
    });
    log.record({ accountId: 'x', way: 'password' });
    await log.flush();
    up = true;
    await log.flush();
    expect(taken).toEqual([1]);
  });
});
