import { FrozenClock } from '../../../src/clock.js';
import { remindByMail, remindBySms } from '../../../src/accounts/forgotten-identifier.js';
import {
  mailPasswordLink,
  openPasswordLink,
  resetPassword,
} from '../../../src/accounts/forgotten-password.js';
import type { AllowanceTerms } from '../../../src/accounts/allowance-ports.js';
import type { LinkRepository, StoredLink } from '../../../src/accounts/link-ports.js';
import type { Account } from '../../../src/accounts/ports.js';
import { SingleUseLinks } from '../../../src/accounts/single-use-link.js';
import { mailKey } from '../../../src/mail-address.js';
import type { MailOrder, SmsOrder } from '../../../src/messaging/ports.js';
import { SeededRandom } from '../../../src/random.js';
import { account, MemoryAccounts } from './memory-accounts.js';

/** One link for each account, as the store keeps it. */
class MemoryLinks implements LinkRepository {
  private readonly kept = new Map<string, StoredLink>();
  ofAccount = async (id: string): Promise<StoredLink | undefined> => this.kept.get(id);
  ofToken = async (hash: string): Promise<StoredLink | undefined> =>
    [...this.kept.values()].find(({ tokenHash, former }) => [tokenHash, ...former].includes(hash));
  put = async (link: StoredLink): Promise<boolean> => this.kept.set(link.accountId, link).size > 0;
  use = async (link: StoredLink, at: Date): Promise<boolean> => {
    if (this.kept.get(link.accountId)?.usedAt !== undefined) return false;
    this.kept.set(link.accountId, { ...link, usedAt: at });
    return true;
  };
}

function desk(...people: Account[]) {
  const clock = new FrozenClock('2026-11-26T10:00:00Z');
  const memory = new MemoryAccounts(...people);
  const asked: string[] = [];
  const queued: (MailOrder | SmsOrder)[] = [];
  const taken = new Map<string, number>();
  const ended: string[] = [];
  const all = (): Account[] => [...memory.accounts.values()];
  const queue = async (order: MailOrder | SmsOrder) => (
    queued.push(order),
    { queued: true as const, id: 'm' }
  );
  const tools = {
    accounts: Object.assign(memory, {
      findByMobile: async () => all(),
      findByMail: async (key: string) => {
        asked.push('findByMail');
        return all().filter(({ mail }) => mail !== undefined && mailKey(mail) === key);
      },
    }),
    allowances: {
      take: async (key: string, { most }: AllowanceTerms) => {
        asked.push('take');
        taken.set(key, (taken.get(key) ?? 0) + 1);
        return (taken.get(key) ?? 0) <= most;
      },
    },
    sessions: { removeOfAccount: async (id: string) => ended.push(id) },
    audit: { append: async () => {} },
    messages: { queueMail: queue, queueSms: queue },
    links: new SingleUseLinks({
      links: new MemoryLinks(),
      accounts: memory,
      clock,
      random: new SeededRandom('forgotten'),
    }),
    clock,
    baseUrl: 'https://compte.example.org',
  };
  const token = (): string =>
    /jeton=(.*)/.exec(JSON.stringify(queued.at(-1)?.parameters))?.[1]?.slice(0, 43) ?? '';
  return { tools, clock, memory, asked, queued, ended, token };
}

const withMail = (given: Partial<Account> = {}): Account =>
  account({ passwordHash: 'old', mail: 'noe@example.org', ...given });

test.each(['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'VERROUILLE', 'SORTI', 'EN_ATTENTE_MAIL'] as const)(
  'an account %s gets no link, nor does one without a confirmed address or without a password',
  async (state) => {
    const { passwordHash, ...without } = withMail();
    expect(passwordHash).toBe('old');
    for (const person of [withMail({ state }), account({ passwordHash: 'old' }), without]) {
      const { tools, queued } = desk(person);
      await mailPasswordLink('n.exemple', 'fr', tools);
      expect(queued).toEqual([]);
    }
  },
);

test('R01 the identifier of nobody asks the store for as much as one without a mail', async () => {
  const counts = await Promise.all(
    [account(), account({ identifier: 'somebody.else' })].map(async (person) => {
      const { tools, asked } = desk(person);
      await remindByMail('nobody@example.org', 'fr', tools);
      await mailPasswordLink('n.exemple', 'fr', tools);
      return asked;
    }),
  );
  expect(counts[0]).toEqual(counts[1]);
});

test('the link goes to the confirmed address, in the language of the account, for 30 minutes', async () => {
  const { tools, queued, clock, token } = desk(withMail({ language: 'en', mailOwner: 'parent' }));
  await mailPasswordLink(' N.EXEMPLE ', 'fr', tools);
  expect(queued).toMatchObject([{ to: 'noe@example.org', language: 'en', template: 'forgotten-password' }]);
  expect((await openPasswordLink(token(), tools)).identifier).toBe('n.exemple');
  clock.advance(30 * 60_000);
  await expect(openPasswordLink(token(), tools)).rejects.toMatchObject({ code: 'link_expired' });
});

test('R05 by a link the password is set once; another password or another address makes it void', async () => {
  const { tools, memory, ended, queued, token } = desk(withMail());
  await mailPasswordLink('n.exemple', 'fr', tools);
  const used = token();
  await resetPassword(used, { passwordHash: 'new', language: 'fr' }, tools);
  expect(memory.accounts.get('account-1')).toMatchObject({
    passwordHash: 'new',
    changedAt: tools.clock.now(),
  });
  expect(ended).toEqual(['account-1']);
  expect(queued.at(-1)).toMatchObject({ template: 'password-changed', to: 'noe@example.org' });
  const again = resetPassword(used, { passwordHash: 'third', language: 'fr' }, tools);
  await expect(again).rejects.toMatchObject({ code: 'link_used' });
  for (const change of [
    { passwordHash: 'other' },
    { mail: 'new@example.org' },
    { state: 'NOTIFIE' as const },
  ]) {
    const other = desk(withMail());
    await mailPasswordLink('n.exemple', 'fr', other.tools);
    other.memory.accounts.set('account-1', { ...withMail(), ...change });
    const reset = resetPassword(other.token(), { passwordHash: 'new', language: 'fr' }, other.tools);
    await expect(reset).rejects.toMatchObject({ code: 'link_void' });
  }
});

test('R03 one recipient: three reminders an hour, however the address is written', async () => {
  const { tools, queued } = desk(withMail());
  for (const typed of ['noe@example.org', 'NOE@example.org', ' noe@EXAMPLE.org', 'Noe@Example.org'])
    await remindByMail(typed, 'fr', tools);
  expect(queued).toHaveLength(3);
});

test('R03, R08 by SMS: guardians alone, all identifiers in the SMS, three an hour', async () => {
  const claire = account({ id: 'g1', kind: 'guardian', identifier: 'c.exemple' });
  const marc = account({ id: 'g2', kind: 'guardian', identifier: 'm.exemple' });
  const locked = account({ id: 'g3', kind: 'guardian', identifier: 'l.exemple', state: 'VERROUILLE' });
  const { tools, queued } = desk(claire, marc, locked, withMail());
  for (let tries = 0; tries < 4; tries += 1) await remindBySms('+33612345678', 'fr', tools);
  expect(queued).toHaveLength(3);
  expect(queued[0]).toMatchObject({ to: '+33612345678', parameters: { identifier: 'c.exemple, m.exemple' } });
});
