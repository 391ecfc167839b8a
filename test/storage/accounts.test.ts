import { IdentifierTakenError } from '../../src/accounts/identifier.js';
import type { NewAccount } from '../../src/accounts/ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };

function pupil(given: Partial<NewAccount> = {}): NewAccount {
  return { kind: 'pupil', identifier: fresh('n.exemple'), state: 'ACTIF', person, ...given };
}

describeOnEachStore('Accounts', (opened) => {
  const accounts = () => opened().storage.accounts;

  it('gives back what was added, whole, however the identifier is typed', async () => {
    const school = { uai: '9990001X', degree: 2, className: '4A', level: '2115' } as const;
    const given = pupil({
      mail: 'noe@example.org',
      passwordHash: 'p1$2b$04$x',
      person: { ...person, title: 'M.', birthDate: '2012-02-14', ineHash: 'a'.repeat(32), schools: [school] },
    });
    const added = await accounts().add(given);
    expect(added).toMatchObject({ ...given, version: 1, failures: { count: 0, windowCount: 0 } });
    expect(added.frEduCtId).toMatch(/^[0-9a-f]{96}$/);
    expect(await accounts().findById(added.id)).toEqual(added);
    expect(await accounts().findByIdentifier(` ${given.identifier.toUpperCase()} `)).toEqual(added);
    expect(await accounts().findMany([added.id, 'nobody'])).toEqual([added]);
  });

  it('refuses a second account of the same identifier, and keeps the first', async () => {
    const first = await accounts().add(pupil());
    await expect(accounts().add(pupil({ identifier: first.identifier.toUpperCase() }))).rejects.toThrow(
      IdentifierTakenError,
    );
    expect((await accounts().findByIdentifier(first.identifier))?.id).toBe(first.id);
  });

  it('lets one win when the same identifier is asked for many times at once', async () => {
    const identifier = fresh('race');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => accounts().add(pupil({ identifier }))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('adds a batch, telling those already there from those whose identifier is taken', async () => {
    const before = await accounts().add(pupil({ id: fresh('id') }));
    const same = pupil({ id: before.id, identifier: before.identifier });
    const rival = pupil({ identifier: before.identifier });
    const next = [pupil(), pupil()];
    const outcome = await accounts().addMany([next[0]!, same, rival, next[1]!]);
    expect(outcome).toMatchObject({ added: 2, existing: [same], taken: [rival] });
    expect(await accounts().findByIdentifier(next[1]!.identifier)).toBeDefined();
  });

  it('adds the rest of a batch that was broken off, when it is sent again', async () => {
    const batch = [pupil({ id: fresh('id') }), pupil({ id: fresh('id') })];
    await accounts().addMany(batch.slice(0, 1));
    expect(await accounts().addMany(batch)).toMatchObject({ added: 1, existing: [batch[0]] });
  });

  it('records a failure only on the version it was counted from', async () => {
    const account = await accounts().add(pupil());
    const failures = { count: 1, windowCount: 1, windowStart: new Date('2026-09-01T08:00:00Z') };
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => accounts().recordFailure(account, failures)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await accounts().findById(account.id)).toMatchObject({ failures, version: 2 });
  });

  it('clears failures at a success, and replaces the hash only if it still is the one that was checked', async () => {
    const added = await accounts().add(pupil({ passwordHash: 'old' }));
    await accounts().recordFailure(added, { count: 5, windowCount: 5, lockedUntil: new Date() });
    const account = (await accounts().findById(added.id))!;
    expect(await accounts().recordSuccess(account, 'new')).toBe(true);
    const none = { count: 0, windowCount: 0 };
    const after = await accounts().findById(account.id);
    expect(after).toMatchObject({ failures: none, passwordHash: 'new' });
    expect(after?.failures).not.toHaveProperty('lockedUntil');
    expect(await accounts().recordSuccess(account, 'newer')).toBe(false);
    expect((await accounts().findById(account.id))?.passwordHash).toBe('new');
  });

  it('writes nothing at a success when there is nothing to clear', async () => {
    const account = await accounts().add(pupil({ passwordHash: 'right' }));
    expect(await accounts().recordSuccess(account)).toBe(true);
    expect(await accounts().findById(account.id)).toEqual(account);
  });

  it('notes the latest sign-in of each account, in whatever order they come', async () => {
    const { id, version } = await accounts().add(pupil());
    const at = (hour: number) => new Date(Date.UTC(2026, 8, 1, hour));
    await accounts().noteSignIns([8, 10, 9].map((hour) => ({ accountId: id, at: at(hour) })));
    expect(await accounts().findById(id)).toMatchObject({ lastSignInAt: at(10), version });
  });

  it('refuses the success of an account that the school or wrong passwords locked meanwhile', async () => {
    const lockedUntil = new Date('2026-09-01T08:01:00Z');
    for (const change of [
      { state: 'VERROUILLE' as const },
      { failures: { count: 5, windowCount: 5, lockedUntil } },
    ]) {
      const account = await accounts().add(pupil());
      expect(await accounts().apply(account, change)).toBe(true);
      expect(await accounts().recordSuccess(account)).toBe(false);
      expect(await accounts().forgiveFailures(account)).toBe('state' in change);
    }
  });

  it('changes person and password, and says when there is no such account', async () => {
    const { id } = await accounts().add(pupil());
    await accounts().replacePerson(id, { ...person, sn: 'Nouveau', childIds: ['x'] });
    await accounts().setPassword(id, 'hash');
    expect(await accounts().findById(id)).toMatchObject({
      person: { sn: 'Nouveau', childIds: ['x'] },
      passwordHash: 'hash',
      version: 3,
    });
    expect(await accounts().setPassword('nobody', 'hash')).toBe(false);
    expect(await accounts().replacePerson('nobody', person)).toBe(false);
  });

  it('writes a transition whole, once per version', async () => {
    const account = await accounts().add(pupil({ passwordHash: 'old' }));
    const leftAt = new Date('2026-07-01T08:00:00Z');
    const change = { state: 'SORTI', leftFrom: 'ACTIF', leftAt, passwordHash: undefined } as const;
    expect(await accounts().apply(account, change)).toBe(true);
    expect(await accounts().apply(account, { state: 'ACTIF' })).toBe(false);
    const after = await accounts().findById(account.id);
    expect(after).toMatchObject({ state: 'SORTI', leftFrom: 'ACTIF', leftAt, version: 2 });
    expect(after).not.toHaveProperty('passwordHash');
    expect(await accounts().leftBefore(leftAt, 10)).toEqual([after]);
    expect(await accounts().leftBefore(new Date(leftAt.getTime() - 1), 10)).toEqual([]);
  });

  it('finds the accounts of a school by kind', async () => {
    const schools = [{ uai: fresh('uai'), degree: 2 as const }];
    const one = await accounts().add(pupil({ person: { ...person, schools } }));
    const other = await accounts().add(pupil({ kind: 'guardian', person: { ...person, schools } }));
    expect(await accounts().ofSchool(schools[0]!.uai, 'pupil')).toEqual([one]);
    expect(await accounts().ofSchool(schools[0]!.uai, 'guardian')).toEqual([other]);
  });

  it('frees an identifier of that account only', async () => {
    const account = await accounts().add(pupil());
    await accounts().removeIdentifier(account.identifier, 'another');
    expect(await accounts().findByIdentifier(account.identifier)).toEqual(account);
    await accounts().removeIdentifier(account.identifier, account.id);
    expect(await accounts().findByIdentifier(account.identifier)).toBeUndefined();
  });

  it('counts tries at an identifier nobody has, once per version', async () => {
    const stranger = await accounts().findStranger(fresh('unknown'));
    expect(stranger).toMatchObject({ version: 0, failures: { count: 0 } });
    const failures = { count: 1, windowCount: 1, windowStart: new Date('2026-09-01T08:00:00Z') };
    const until = new Date(Date.now() + 60_000);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => accounts().recordStrangerFailure(stranger, failures, until)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const one = { ...stranger, version: 1 };
    expect(await accounts().recordStrangerFailure(one, { ...failures, count: 2 }, until)).toBe(true);
    expect(await accounts().recordStrangerFailure(one, failures, until)).toBe(false);
  });

  it('keeps no identifier of a stranger in clear', async () => {
    const typed = fresh('MyPassword');
    expect((await accounts().findStranger(typed)).key).not.toContain(typed.toLowerCase());
  });

  it('streams every account once, in the order of ids', async () => {
    const ids = (await Promise.all([pupil(), pupil(), pupil()].map((given) => accounts().add(given)))).map(
      (a) => a.id,
    );
    const seen: string[] = [];
    for await (const { id } of accounts().streamAll()) seen.push(id);
    expect(seen).toEqual([...seen].sort());
    expect(seen).toEqual(expect.arrayContaining(ids));
    expect(await accounts().count()).toBe(seen.length);
  });

  it('L01 refuses an operator where an identifier belongs', async () => {
    for (const value of [{ $ne: null }, ['a', 'b'], null]) {
      await expect(accounts().findByIdentifier(value as never)).rejects.toThrow();
      await expect(accounts().findById(value as never)).rejects.toThrow();
      await expect(opened().storage.sessions.read(value as never, new Date())).rejects.toThrow();
      await expect(opened().storage.sessions.removeOfAccount({ $ne: null } as never)).rejects.toThrow();
    }
  });
});
