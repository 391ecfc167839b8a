import { mergeAccounts } from '../../src/accounts/merge-accounts.js';
import { killedAt } from '../support/killed-at.js';
import { describeOnEachStore } from './describe-on-each-store.js';
import { mergeDesk } from './merge-desk.js';

describeOnEachStore('The merge of two accounts,', (opened) => {
  const { clock, asked, tools, guardian, found, order, codeOf, ...desk } = mergeDesk(opened);
  const { night, stepsOnceMerged, mailsTo, expectMerged } = desk;

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

  it('broken off before or after any step: the work of the night ends it and tells, or nothing had happened', async () => {
    for (const after of [false, true]) {
      for (let step = 1; ; step += 1) {
        const [source, target] = [await guardian(), await guardian()];
        const killed = killedAt(step, after, tools());
        if ((await codeOf(mergeAccounts(order(source, target), killed))) === 'done') break;
        await night();
        expect((await found(target)).absorbing).toBeUndefined();
        if ((await found(source)).state === 'FUSIONNE') await expectMerged(source, target);
        else {
          expect((await found(target)).person).toEqual(target.person);
          expect([await mailsTo(source), await mailsTo(target)]).toEqual([[], []]);
        }
        expect(await night()).toBe(0);
      }
    }
  });

  it.each([
    ['as soon as the other was gone', 0],
    ['when all but the last step was done', -1],
  ])(
    'broken off %s, and the work of the night too, before or after any step: the next one ends it, each is told once',
    async (_when, which) => {
      const first = (await stepsOnceMerged()).at(which) ?? 0;
      let brokenNights = 0;
      for (const after of [false, true]) {
        for (let step = 1; ; step += 1) {
          const [source, target] = [await guardian(), await guardian()];
          await codeOf(mergeAccounts(order(source, target), killedAt(first, true, tools())));
          const outcome = await codeOf(night(killedAt(step, after, tools())));
          if (outcome === 'done') break;
          expect(outcome).toBe('Error: killed');
          brokenNights += 1;
          await night();
          await expectMerged(source, target);
        }
      }
      expect(brokenNights).toBeGreaterThan(20);
    },
  );

  it('broken off for a night: the mails say when it was, in the language of the owner', async () => {
    const [source, target] = [await guardian(), await guardian()];
    const { accounts } = opened().storage;
    await accounts.apply(target, { language: 'pt' });
    const [first = 0] = await stepsOnceMerged();
    const merged = clock.now();
    await codeOf(mergeAccounts(order(source, target), killedAt(first, true, tools())));
    clock.advance(12 * 3_600_000);
    await night();
    const told = asked.filter(({ to }) => to === source.mail || to === target.mail);
    expect(told).toHaveLength(2);
    for (const one of told) {
      const { identifier, person } = target;
      const parameters = { givenName: person.givenName, identifier, at: merged.toISOString() };
      expect(one).toMatchObject({ template: 'accounts-merged', language: 'pt', parameters });
      expect(one.expiresAt.getTime() - clock.now().getTime()).toBe(72 * 3_600_000);
    }
  });
});
