import { mergeAccounts } from '../../src/accounts/merge-accounts.js';
import type { Account, NewAccount } from '../../src/accounts/ports.js';
import { signedIn } from '../support/signed-in.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';
import { mergeDesk } from './merge-desk.js';

describeOnEachStore('Two accounts of one guardian', (opened) => {
  const { clock, subjects, tools, guardian, found, order, codeOf, ...desk } = mergeDesk(opened);
  const { expectMerged, expectTold } = desk;

  it('become one: places, children, mobiles, keys; sessions end, both addresses are told, both are audited', async () => {
    const [source, target] = [await guardian(), await guardian()];
    const { sessions, audit } = opened().storage;
    await sessions.add(fresh('session'), {
      user: signedIn({ accountId: source.id }),
      expiresAt: new Date(clock.now().getTime() + 60_000),
    });
    await mergeAccounts(order(source, target), tools());
    await expectMerged(source, target);
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

  it('with one address have one mail', async () => {
    const source = await guardian();
    const target = await guardian({ mail: source.mail! });
    await mergeAccounts(order(source, target), tools());
    await expectTold(source);
  });
});
