import { SingleUseLinks } from '../../src/accounts/single-use-link.js';
import type { Account } from '../../src/accounts/ports.js';
import { FrozenClock } from '../../src/clock.js';
import { SeededRandom } from '../../src/random.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

describeOnEachStore('Links sent by mail', (opened) => {
  let clock: FrozenClock;
  let links: SingleUseLinks;
  let account: Account;
  const order = (seconds = 600) =>
    ({ purpose: 'reset-password', account, seconds, payload: { a: 'é' }, mostPerDay: 4 }) as const;
  const accounts = () => opened().storage.accounts;

  beforeEach(async () => {
    clock = new FrozenClock('2026-11-26T10:00:00Z');
    const { links: store } = opened().storage;
    const random = new SeededRandom(fresh('links'));
    links = new SingleUseLinks({ links: store, accounts: accounts(), clock, random });
    const identifier = fresh('n.exemple');
    account = await accounts().add({
      kind: 'pupil',
      identifier,
      state: 'ACTIF',
      person,
      passwordHash: 'p1$one',
    });
  });

  it('R05 opens as often as scanners like, and is used by one of twenty', async () => {
    const { token, expiresAt } = await links.make(order());
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(expiresAt).toEqual(new Date('2026-11-26T10:10:00Z'));
    for (let count = 0; count < 3; count += 1) {
      const { link } = await links.open(token, 'reset-password');
      expect(link).toMatchObject({ accountId: account.id, payload: { a: 'é' } });
    }
    const uses = await Promise.allSettled(
      Array.from({ length: 20 }, () => links.use(token, 'reset-password')),
    );
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const faults = uses.flatMap((use) => (use.status === 'rejected' ? [use.reason as unknown] : []));
    expect(faults).toEqual(Array(19).fill(refusal('link_used')));
    await expect(links.open(token, 'reset-password')).rejects.toEqual(refusal('link_used'));
  });

  it('is not in the store: only what it hashes to', async () => {
    const { token } = await links.make(order());
    const stored = await opened().storage.links.ofAccount(account.id, 'reset-password');
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  it('is for its purpose alone, and unknown when cut off', async () => {
    const { token } = await links.make(order());
    for (const odd of [token.slice(0, 42), `${token}a`, '', undefined, { $ne: null }, ['x']]) {
      await expect(links.open(odd, 'reset-password')).rejects.toEqual(refusal('link_unknown'));
    }
    await expect(links.open(token, 'confirm-mail')).rejects.toEqual(refusal('link_unknown'));
  });

  it('is void once a newer one is made; the newer one works', async () => {
    const first = await links.make(order());
    const second = await links.make(order());
    await expect(links.use(first.token, 'reset-password')).rejects.toEqual(refusal('link_void'));
    await expect(links.use(second.token, 'reset-password')).resolves.toBeDefined();
    await expect(links.use(first.token, 'reset-password')).rejects.toEqual(refusal('link_void'));
  });

  it('is void once the password is another one', async () => {
    const { token } = await links.make(order());
    await accounts().setPassword(account.id, 'p1$two');
    await expect(links.use(token, 'reset-password')).rejects.toEqual(refusal('link_void'));
  });

  it('ends to the second, and is told apart from one never made for a month', async () => {
    const { token } = await links.make(order(600));
    clock.set('2026-11-26T10:09:59Z');
    await expect(links.open(token, 'reset-password')).resolves.toBeDefined();
    clock.set('2026-11-26T10:10:00Z');
    await expect(links.use(token, 'reset-password')).rejects.toEqual(refusal('link_expired'));
  });

  it('leaves one that works of those made at once, and fills no letter box', async () => {
    const made = await Promise.allSettled(Array.from({ length: 6 }, () => links.make(order())));
    const tokens = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.token] : []));
    expect(tokens).toHaveLength(4);
    const open = await Promise.allSettled(tokens.map((token) => links.open(token, 'reset-password')));
    expect(open.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(links.make(order())).rejects.toEqual(refusal('too_many_links'));
    clock.advance(86_400_000);
    await expect(links.make(order())).resolves.toBeDefined();
  });
});
