import { signedIn } from '../support/signed-in.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describeOnEachStore('Sessions', (opened) => {
  const sessions = () => opened().storage.sessions;

  it('gives back what was written, with keys and texts of any kind', async () => {
    const id = fresh('session');
    const session = { user: signedIn({ mail: '{"$set": "<é𝒳\u2028>"}' }), expiresAt: later(5) };
    await sessions().add(id, session);
    expect(await sessions().read(id, new Date())).toEqual(session);
  });

  it('gives an id to one session only', async () => {
    const id = fresh('session');
    const first = { user: signedIn({ accountId: 'x' }), expiresAt: later(5) };
    await sessions().add(id, first);
    const second = { user: signedIn({ accountId: 'y' }), expiresAt: later(6) };
    await expect(sessions().add(id, second)).rejects.toThrow('taken');
    expect(await sessions().read(id, new Date())).toEqual(first);
  });

  it('writes and reads sixty at once, each its own', async () => {
    const users = Array.from({ length: 60 }, (_, at) => signedIn({ identifier: `p${at}` }));
    const ids = users.map(() => fresh('session'));
    await Promise.all(ids.map((id, at) => sessions().add(id, { user: users[at]!, expiresAt: later(5) })));
    const read = await Promise.all(ids.map((id) => sessions().read(id, new Date())));
    expect(read.map((session) => session?.user)).toEqual(users);
  });

  it('does not give back an expired session, cleaned up or not', async () => {
    const id = fresh('session');
    const expiresAt = later(5);
    await sessions().add(id, { user: signedIn(), expiresAt });
    expect(await sessions().read(id, new Date(expiresAt.getTime() - 1))).toBeDefined();
    expect(await sessions().read(id, expiresAt)).toBeUndefined();
  });

  it('touch moves the limit and never makes a session', async () => {
    const id = fresh('session');
    await sessions().touch(id, later(9));
    expect(await sessions().read(id, new Date())).toBeUndefined();
    await sessions().add(id, { user: signedIn(), expiresAt: later(1) });
    const expiresAt = later(9);
    await sessions().touch(id, expiresAt);
    expect(await sessions().read(id, later(5))).toEqual({ user: signedIn(), expiresAt });
  });

  it('L08 ends every session of an account and no other', async () => {
    const accountId = fresh('account');
    const [one, two, other] = [fresh('session'), fresh('session'), fresh('session')];
    for (const id of [one, two]) {
      await sessions().add(id, { user: signedIn({ accountId }), expiresAt: later(5) });
    }
    await sessions().add(other, { user: signedIn({ accountId: fresh('account') }), expiresAt: later(5) });
    expect(await sessions().removeOfAccount(accountId)).toBe(2);
    expect(await sessions().read(one, new Date())).toBeUndefined();
    expect(await sessions().read(two, new Date())).toBeUndefined();
    expect(await sessions().read(other, new Date())).toBeDefined();
  });

  it('lists the open sessions of an account, and ends all but one', async () => {
    const accountId = fresh('account');
    const [kept, ended, past] = [fresh('session'), fresh('session'), fresh('session')];
    const expiresAt = later(5);
    const user = signedIn({ accountId });
    for (const id of [kept, ended]) await sessions().add(id, { user, expiresAt });
    await sessions().add(past, { user, expiresAt: later(-1) });
    const listed = await sessions().listOfAccount(accountId, new Date());
    expect(listed.map(({ idHash }) => idHash).sort()).toEqual([kept, ended].sort());
    expect(listed[0]).toMatchObject({ user, expiresAt });
    await sessions().removeOthers(accountId, kept);
    expect(await sessions().listOfAccount(accountId, new Date())).toMatchObject([{ idHash: kept }]);
    expect(await sessions().removeOthers(accountId, 'none of its sessions')).toBe(1);
  });

  it('lists the fifty last used of thousands', async () => {
    const accountId = fresh('account');
    const user = signedIn({ accountId });
    const ids = Array.from({ length: 60 }, () => fresh('session'));
    await Promise.all(ids.map((id, at) => sessions().add(id, { user, expiresAt: later(5 + at) })));
    const listed = await sessions().listOfAccount(accountId, new Date());
    expect(listed.map(({ idHash }) => idHash).sort()).toEqual(ids.slice(10).sort());
  });

  it('removes one session, and does not mind when it is gone', async () => {
    const id = fresh('session');
    await sessions().add(id, { user: signedIn(), expiresAt: later(5) });
    await sessions().remove(id);
    await sessions().remove(id);
    expect(await sessions().read(id, new Date())).toBeUndefined();
  });
});
