import { PasswordHasher } from '../../src/accounts/password.js';
import { createSignIn, type SignInAttempt } from '../../src/accounts/sign-in.js';
import { FrozenClock } from '../../src/clock.js';
import type { GatewayError } from '../../src/errors.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const pepper = { id: '1', key: 'pepper-for-tests-only-1' };
const hasher = new PasswordHasher({ cost: 4, pepper, formerPeppers: [], queueLimit: 500, cores: 2 });
const lock = { after: 5, seconds: 60, triesPerDay: 25 };

describeOnEachStore('Signing in', (opened) => {
  const clock = new FrozenClock(new Date());
  const signIn =
    (checker = hasher) =>
    async (attempt: SignInAttempt) => {
      const { accounts } = opened().storage;
      const { subject, confirm } = await createSignIn({ accounts, hasher: checker, clock, lock })(attempt);
      await confirm();
      return subject;
    };
  const addPupil = async (password: string) => {
    const identifier = fresh('n.exemple');
    const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
    const passwordHash = await hasher.hash(password);
    return opened().storage.accounts.add({ kind: 'pupil', identifier, state: 'ACTIF', person, passwordHash });
  };
  const codes = (outcomes: PromiseSettledResult<unknown>[]) =>
    outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? 'ok' : (outcome.reason as GatewayError).code,
    );
  const count = (list: string[], code: string) => list.filter((each) => each === code).length;

  it('L04 answers five of fifty guesses sent at once to three processes, for an account and for nobody', async () => {
    const { identifier } = await addPupil('right');
    for (const target of [identifier, fresh('nobody')]) {
      const processes = [signIn(), signIn(), signIn()];
      const tries = Array.from({ length: 50 }, (_, index) =>
        processes[index % 3]!({ identifier: target, password: `guess ${index}` }),
      );
      const outcome = codes(await Promise.allSettled(tries));
      expect(count(outcome, 'credentials_wrong')).toBe(5);
      expect(count(outcome, 'too_many_tries')).toBe(45);
      await expect(signIn()({ identifier: target, password: 'right' })).rejects.toMatchObject({
        code: 'too_many_tries',
      });
    }
    clock.advance(60_000);
    expect(await signIn()({ identifier, password: 'right' })).toMatchObject({ identifier });
  });

  it('lets a class sign in at once with the right password of one account', async () => {
    const { identifier, id } = await addPupil('right');
    const once = signIn();
    const tries = Array.from({ length: 32 }, () => once({ identifier, password: 'right' }));
    expect(codes(await Promise.allSettled(tries)).filter((code) => code !== 'ok')).toEqual([]);
    expect((await opened().storage.accounts.findById(id))?.failures.count).toBe(0);
  });

  it('L13 replaces the hash in the store', async () => {
    const { identifier, id } = await addPupil('right');
    const costlier = new PasswordHasher({ cost: 5, pepper, formerPeppers: [], queueLimit: 5, cores: 1 });
    const { accounts } = opened().storage;
    await signIn(costlier)({ identifier, password: 'right' });
    expect((await accounts.findById(id))?.passwordHash).toMatch(/^p1\$2b\$05\$/);
  });

  it('gives a guardian the children, in the order of the records', async () => {
    const children = [await addPupil('x'), await addPupil('y')];
    const childIds = children.map(({ id }) => id);
    const guardian = await addPupil('right');
    await opened().storage.accounts.replacePerson(guardian.id, { ...guardian.person, childIds });
    const kinds = await signIn()({ identifier: guardian.identifier, password: 'right' });
    expect(kinds.children).toEqual([]);
    const parent = await opened().storage.accounts.add({
      kind: 'guardian',
      identifier: fresh('g'),
      state: 'ACTIF',
      person: { ...guardian.person, childIds: [...childIds].reverse() },
      passwordHash: await hasher.hash('right'),
    });
    const subject = await signIn()({ identifier: parent.identifier, password: 'right', profile: 'guardian' });
    expect(subject.children.map(({ accountId }) => accountId)).toEqual([...childIds].reverse());
  });
});
