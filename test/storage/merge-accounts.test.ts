import { AuditTrail } from '../../src/accounts/audit-trail.js';
import { finishMerges } from '../../src/accounts/finish-merges.js';
import { mergeAccounts, type MergeTools } from '../../src/accounts/merge-accounts.js';
import type { Account, NewAccount } from '../../src/accounts/ports.js';
import { FrozenClock } from '../../src/clock.js';
import type { MailOrder } from '../../src/messaging/ports.js';
import { killedAt } from '../support/killed-at.js';
import { signedIn } from '../support/signed-in.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const clock = new FrozenClock('2026-11-26T09:00:00Z');
const by = { name: 'test', role: 'person' } as const;
const language = 'fr';

describeOnEachStore('Two accounts of one guardian', (opened) => {
  const mails: MailOrder[] = [];
  const subjects = new Map<string, string>();

  function tools(): MergeTools & { accounts: Parameters<typeof finishMerges>[1]['accounts'] } {
    const { accounts, sessions, personKeys, audit } = opened().storage;
    return {
      ...{ accounts, sessions, personKeys, clock },
      audit: new AuditTrail(audit, Buffer.alloc(32)),
      subjects: {
        move: async (from, to) => {
          const held = subjects.get(from);
          if (held === undefined || subjects.has(to)) return false;
          subjects.delete(from);
          subjects.set(to, held);
          return true;
        },
        unlink: async (id) => subjects.delete(id),
      },
      messages: {
        queueMail: async (order) => {
          if (!mails.some(({ id }) => id !== undefined && id === order.id)) mails.push(order);
          return { queued: true, id: order.id ?? '' };
        },
      },
    };
  }

  async function guardian(given: Partial<NewAccount> = {}, jointure = fresh('j')): Promise<Account> {
    const { accounts, personKeys } = opened().storage;
    const [child, uai] = [fresh('child'), fresh('uai')];
    const account = await accounts.add({
      ...{ kind: 'guardian', identifier: fresh('g.exemple'), state: 'ACTIF', passwordHash: 'h' },
      mail: `${child}@example.org`,
      contact: { mobiles: [`+336${jointure.slice(-4)}`] },
      person: {
        ...{ sn: 'D’Angélo', givenName: 'Zoë', childIds: [child] },
        schools: [{ uai, degree: 2, academy: '98', jointure }],
      },
      ...given,
    });
    const key = { id: `g:98:${jointure}`, accountId: account.id, run: 'r', fingerprint: 'f' };
    await personKeys.saveMany([{ ...key, uais: [uai], links: [child] }]);
    return account;
  }
  const found = async ({ id }: Account): Promise<Account> => (await opened().storage.accounts.findById(id))!;
  const order = (source: Account, target: Account) =>
    ({ sourceId: source.id, targetId: target.id, by, language }) as const;
  const codeOf = (work: Promise<void>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );

  /** One account, with all that both had. */
  async function expectMerged(source: Account, target: Account): Promise<void> {
    const [gone, kept] = [await found(source), await found(target)];
    expect(gone).toMatchObject({ state: 'FUSIONNE', mergedInto: target.id });
    expect(JSON.stringify(gone)).not.toMatch(/Angélo|Zoë|@example/);
    expect(kept.state).toBe('ACTIF');
    expect(kept.absorbing).toBeUndefined();
    expect(kept.person.childIds).toEqual([...target.person.childIds, ...source.person.childIds]);
    expect(kept.person.schools).toEqual([...target.person.schools, ...source.person.schools]);
    expect(kept.contact?.mobiles).toEqual([...target.contact!.mobiles, ...source.contact!.mobiles]);
    expect([kept.frEduCtId, kept.identifier]).toEqual([target.frEduCtId, target.identifier]);
    const { personKeys, sessions } = opened().storage;
    const ids = [source, target].map(({ person }) => `g:98:${person.schools[0]?.jointure}`);
    const keys = [...(await personKeys.findMany(ids)).values()];
    expect(keys.map(({ accountId, fingerprint }) => [accountId, fingerprint])).toEqual([
      [target.id, 'f'],
      [target.id, 'f'],
    ]);
    expect(await sessions.listOfAccount(source.id, clock.now())).toEqual([]);
  }

  it('become one: places, children, mobiles, keys; sessions end, both addresses are told, both are audited', async () => {
    const [source, target] = [await guardian(), await guardian()];
    const { sessions, audit } = opened().storage;
    await sessions.write(fresh('session'), {
      user: signedIn({ accountId: source.id }),
      expiresAt: new Date(clock.now().getTime() + 60_000),
    });
    await mergeAccounts(order(source, target), tools());
    await expectMerged(source, target);
    expect(mails.filter(({ to }) => to === source.mail || to === target.mail)).toMatchObject([
      { template: 'accounts-merged', to: source.mail },
      { template: 'accounts-merged', to: target.mail },
    ]);
    const acts = async ({ id }: Account) =>
      (await audit.list({ accountId: id, most: 5 })).map(({ act }) => act);
    expect([await acts(source), await acts(target)]).toEqual([['account.merge'], ['account.absorb']]);
    await mergeAccounts(order(source, target), tools());
    expect(await acts(target)).toEqual(['account.absorb']);
  });

  it('keep what the target hid, take what the source hid, and show a child that the target shows', async () => {
    const target = await guardian();
    const source = await guardian();
    const { accounts } = opened().storage;
    const [ours = ''] = target.person.childIds;
    const [theirs = ''] = source.person.childIds;
    await accounts.apply(source, {
      hiddenChildIds: [theirs, ours],
      person: { ...source.person, childIds: [theirs, ours] },
    });
    await mergeAccounts(order(source, target), tools());
    const kept = await found(target);
    expect([kept.hiddenChildIds, kept.person.childIds]).toEqual([[theirs], [ours, theirs]]);
  });

  it('have one FranceConnect identity at most: that of the target, else that of the source', async () => {
    const [first, second, third] = [await guardian(), await guardian(), await guardian()];
    subjects.set(first.id, 'one').set(third.id, 'three');
    await mergeAccounts(order(first, second), tools());
    expect([subjects.get(first.id), subjects.get(second.id)]).toEqual([undefined, 'one']);
    await mergeAccounts(order(third, second), tools());
    expect([subjects.get(third.id), subjects.get(second.id)]).toEqual([undefined, 'one']);
  });

  const others: [string, Partial<NewAccount>, boolean][] = [
    ['itself', {}, true],
    ['one locked', { state: 'VERROUILLE' }, false],
    ['one that left', { state: 'SORTI' }, false],
    ['one without a letter', { state: 'NON_NOTIFIE' }, false],
    ['a pupil', { kind: 'pupil' }, false],
  ];
  it.each(others)(
    'are not one of a guardian and %s, and nothing is left of the try',
    async (_who, given, same) => {
      const target = await guardian();
      const source = same ? target : await guardian(given);
      expect(await codeOf(mergeAccounts(order(source, target), tools()))).toBe('merge_refused');
      expect((await found(target)).absorbing).toBeUndefined();
      expect((await found(target)).person).toEqual(target.person);
      expect((await found(source)).state).toBe(given.state ?? 'ACTIF');
    },
  );

  it('are not joined into an account that is not active', async () => {
    const [source, target] = [await guardian(), await guardian({ state: 'VERROUILLE' })];
    expect(await codeOf(mergeAccounts(order(source, target), tools()))).toBe('merge_refused');
    expect((await found(source)).state).toBe('ACTIF');
  });

  it('two merges of one source at once: one of the two targets gets all of it, the other nothing', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [source, one, other] = [await guardian(), await guardian(), await guardian()];
      const outcomes = await Promise.all(
        [one, other].map((target) => codeOf(mergeAccounts(order(source, target), tools()))),
      );
      expect([...outcomes].sort()).toEqual(['done', 'merge_refused']);
      const [winner, loser] = outcomes[0] === 'done' ? [one, other] : [other, one];
      await expectMerged(source, winner);
      expect((await found(loser)).person).toEqual(loser.person);
      expect((await found(loser)).absorbing).toBeUndefined();
    }
  });

  it('two accounts merged into each other at once: one remains, or both as they were', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await guardian(), await guardian()];
      const outcomes = await Promise.all([
        codeOf(mergeAccounts(order(one, other), tools())),
        codeOf(mergeAccounts(order(other, one), tools())),
      ]);
      const states = [(await found(one)).state, (await found(other)).state];
      expect(states).toContain('ACTIF');
      if (outcomes[0] === 'done') await expectMerged(one, other);
      else if (outcomes[1] === 'done') await expectMerged(other, one);
      else expect(states).toEqual(['ACTIF', 'ACTIF']);
    }
  });

  it('two sources into one target at once, and a form sent twice: each child is there once', async () => {
    const [first, second, target] = [await guardian(), await guardian(), await guardian()];
    const orders = [order(first, target), order(second, target), order(first, target)];
    const outcomes = await Promise.all(orders.map((one) => codeOf(mergeAccounts(one, tools()))));
    for (const [index, outcome] of outcomes.entries())
      if (outcome !== 'done') await mergeAccounts(orders[index]!, tools());
    const kept = await found(target);
    const all = [target, first, second].flatMap(({ person }) => person.childIds);
    expect([...kept.person.childIds].sort()).toEqual(all.sort());
    expect(kept.absorbing).toBeUndefined();
  });

  it('broken off before or after any step: the same call again ends it', async () => {
    for (const after of [false, true]) {
      for (let step = 1; ; step += 1) {
        const [source, target] = [await guardian(), await guardian()];
        const killed = killedAt(step, after, tools());
        const outcome = await codeOf(mergeAccounts(order(source, target), killed));
        if (outcome === 'done') {
          expect(step).toBeGreaterThan(15);
          break;
        }
        expect(outcome).toBe('Error: killed');
        await mergeAccounts(order(source, target), tools());
        await expectMerged(source, target);
      }
    }
  });

  it('broken off at any step: the work of the night ends it, or nothing had happened', async () => {
    const { signal } = new AbortController();
    for (let step = 1; ; step += 1) {
      const [source, target] = [await guardian(), await guardian()];
      const outcome = await codeOf(mergeAccounts(order(source, target), killedAt(step, true, tools())));
      if (outcome === 'done') break;
      await finishMerges({ name: 'finish-merges', role: 'job' }, tools(), signal);
      expect((await found(target)).absorbing).toBeUndefined();
      if ((await found(source)).state === 'FUSIONNE') await expectMerged(source, target);
      else expect((await found(target)).person).toEqual(target.person);
    }
  });
});
