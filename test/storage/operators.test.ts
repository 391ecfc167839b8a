import { OperatorAccess } from '../../src/accounts/operator-access.js';
import type { AuditEntry } from '../../src/accounts/audit-ports.js';
import { FrozenClock } from '../../src/clock.js';
import type { Upload } from '../../src/directory/upload/upload.js';
import { SeededRandom } from '../../src/random.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describeOnEachStore('Operators who come in', (opened) => {
  let clock: FrozenClock;
  let audited: AuditEntry[];
  let access: OperatorAccess;
  beforeEach(() => {
    clock = new FrozenClock('2026-11-26T10:00:00Z');
    audited = [];
    const { operatorLinks: links, operatorSessions: sessions } = opened().storage;
    const audit = { append: async (entries: readonly AuditEntry[]) => void audited.push(...entries) };
    access = new OperatorAccess({ links, sessions, audit, clock, random: new SeededRandom(fresh('op')) });
  });

  it('a link is opened often and used by one of twenty; the session is read by its secret alone', async () => {
    const { token, expiresAt } = await access.makeLink('op');
    expect(expiresAt).toEqual(new Date('2026-11-26T10:15:00Z'));
    for (let count = 0; count < 3; count += 1) expect(await access.open(token)).toMatchObject({ name: 'op' });
    const entered = await Promise.allSettled(
      Array.from({ length: 20 }, () => access.enter(token, { ip: '192.0.2.1' })),
    );
    const [won, ...others] = entered.filter(({ status }) => status === 'fulfilled');
    expect(others).toHaveLength(0);
    if (won?.status !== 'fulfilled') throw new Error('nobody came in');
    const { secret, session } = won.value;
    expect(await access.read(secret)).toEqual(session);
    expect(await access.read(session.id)).toBeUndefined();
    expect(JSON.stringify(session)).not.toContain(secret);
    await expect(access.open(token)).rejects.toEqual(refusal('link_used'));
    expect(audited.map(({ act, by }) => [act, by.name, by.ip])).toEqual([
      ['operator.link', 'op', undefined],
      ['operator.enter', 'op', '192.0.2.1'],
    ]);
  });

  it('times: a link works for 15 minutes, a session for an hour', async () => {
    const [one, other] = [await access.makeLink('op'), await access.makeLink('op')];
    clock.advance(15 * 60_000 - 1);
    const { secret } = await access.enter(one.token, {});
    clock.advance(1);
    await expect(access.enter(other.token, {})).rejects.toEqual(refusal('link_expired'));
    clock.advance(60 * 60_000 - 2);
    expect(await access.read(secret)).toBeDefined();
    clock.advance(1);
    expect(await access.read(secret)).toBeUndefined();
  });

  it('all are ended at once, and links that wait with them', async () => {
    const { secret } = await access.enter((await access.makeLink('op')).token, {});
    const { token } = await access.makeLink('op');
    expect(await access.endAll({ name: 'root', role: 'operator' })).toBeGreaterThanOrEqual(1);
    expect(await access.read(secret)).toBeUndefined();
    await expect(access.open(token)).rejects.toEqual(refusal('link_unknown'));
    expect(audited.at(-1)).toMatchObject({ act: 'operator.end-sessions', by: { name: 'root' } });
  });
});

describeOnEachStore('Uploads', (opened) => {
  const now = new Date();
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const make = async (changes: Partial<Upload> = {}): Promise<Upload> => {
    const upload: Upload = {
      ...{ id: fresh('u'), session: fresh('s'), by: 'op', state: 'receiving', files: [], options: {} },
      ...{ aliveUntil: later(15), expiresAt: later(600), version: 1, ...changes },
    };
    await opened().storage.uploads.add(upload);
    return upload;
  };

  it('come back as they were added, and of several who change one at once one alone does', async () => {
    const { uploads } = opened().storage;
    const files = [{ name: 'é.xml', size: 3 }];
    const refusals = [{ code: 'file-other' as const, values: { file: 'é.xml' } }];
    const why = { fault: 'x', refusals };
    const upload = await make({ files, options: { format: 'onde', school: '9990001X' }, ...why });
    expect(await uploads.find(upload.id)).toEqual(upload);
    const gone = { fault: undefined, refusals: undefined };
    const tries = Array.from({ length: 10 }, () =>
      uploads.change(upload, { state: 'trying', ...gone, aliveUntil: later(20) }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    const after = { ...upload, state: 'trying', aliveUntil: later(20), version: 2, ...gone };
    expect(await uploads.find(upload.id)).toEqual(after);
  });

  it('say how far they are while somebody works on them, and not afterwards', async () => {
    const { uploads } = opened().storage;
    const upload = await make();
    const progress = { phase: 'writing', done: 1, total: 2 } as const;
    await uploads.beat(upload.id, later(30), progress);
    expect(await uploads.find(upload.id)).toEqual({ ...upload, aliveUntil: later(30), progress });
    await uploads.change(upload, { aliveUntil: undefined, progress: undefined });
    await uploads.beat(upload.id, later(60), progress);
    expect(await uploads.find(upload.id)).not.toHaveProperty('aliveUntil');
  });

  it('are listed for their session while they are kept', async () => {
    const { uploads } = opened().storage;
    const session = fresh('mine');
    const [one, other] = [
      await make({ session, expiresAt: later(60) }),
      await make({ session, expiresAt: later(30) }),
    ];
    await make();
    const ids = async (at: Date) => (await uploads.ofSession(session, at)).map(({ id }) => id);
    expect(await ids(now)).toEqual([other.id, one.id]);
    expect(await ids(later(30))).toEqual([one.id]);
    await uploads.remove(one.id);
    expect(await uploads.find(one.id)).toBeUndefined();
  });
});
