import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describeOnEachStore('Sessions', (opened) => {
  const sessions = () => opened().storage.sessions;

  it('gives back what was written, with keys and texts of any kind', async () => {
    const id = fresh('session');
    const data = { 'a.b': { $set: '<é𝒳\u2028>' }, list: [1, null, true], nothing: undefined };
    const session = { accountId: fresh('account'), data, expiresAt: later(5) };
    await sessions().write(id, session);
    expect(await sessions().read(id, new Date())).toEqual({
      ...session,
      data: { 'a.b': { $set: '<é𝒳\u2028>' }, list: [1, null, true] },
    });
  });

  it('replaces the whole session at a second write', async () => {
    const id = fresh('session');
    await sessions().write(id, { accountId: 'x', data: { a: 1 }, expiresAt: later(5) });
    await sessions().write(id, { data: { b: 2 }, expiresAt: later(6) });
    const read = await sessions().read(id, new Date());
    expect(read?.data).toEqual({ b: 2 });
    expect(read).not.toHaveProperty('accountId');
  });

  it('does not give back an expired session, cleaned up or not', async () => {
    const id = fresh('session');
    const expiresAt = later(5);
    await sessions().write(id, { data: {}, expiresAt });
    expect(await sessions().read(id, new Date(expiresAt.getTime() - 1))).toBeDefined();
    expect(await sessions().read(id, expiresAt)).toBeUndefined();
  });

  it('touch moves the limit and never makes a session', async () => {
    const id = fresh('session');
    await sessions().touch(id, later(9));
    expect(await sessions().read(id, new Date())).toBeUndefined();
    await sessions().write(id, { data: { a: 1 }, expiresAt: later(1) });
    const expiresAt = later(9);
    await sessions().touch(id, expiresAt);
    expect(await sessions().read(id, later(5))).toEqual({ data: { a: 1 }, expiresAt });
  });

  it('L08 ends every session of an account and no other', async () => {
    const accountId = fresh('account');
    const [one, two, other] = [fresh('session'), fresh('session'), fresh('session')];
    for (const id of [one, two]) await sessions().write(id, { accountId, data: {}, expiresAt: later(5) });
    await sessions().write(other, { accountId: fresh('account'), data: {}, expiresAt: later(5) });
    expect(await sessions().removeOfAccount(accountId)).toBe(2);
    expect(await sessions().read(one, new Date())).toBeUndefined();
    expect(await sessions().read(two, new Date())).toBeUndefined();
    expect(await sessions().read(other, new Date())).toBeDefined();
  });

  it('removes one session, and does not mind when it is gone', async () => {
    const id = fresh('session');
    await sessions().write(id, { data: {}, expiresAt: later(5) });
    await sessions().remove(id);
    await sessions().remove(id);
    expect(await sessions().read(id, new Date())).toBeUndefined();
  });
});
