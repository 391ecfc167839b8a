import { AuditTrail } from '../../src/accounts/audit-trail.js';
import { finishMerges, type FinishMergesTools } from '../../src/accounts/finish-merges.js';
import { mergeAccounts } from '../../src/accounts/merge-accounts.js';
import type { Account, NewAccount } from '../../src/accounts/ports.js';
import { FrozenClock } from '../../src/clock.js';
import { createMessageSeal } from '../../src/messaging/create-message-seal.js';
import { createMessages } from '../../src/messaging/create-messages.js';
import type { MailOrder, OutboxEntry } from '../../src/messaging/ports.js';
import { systemRandom } from '../../src/random.js';
import { killedAt } from '../support/killed-at.js';
import { fresh, type OpenedStore } from './describe-on-each-store.js';

const by = { name: 'test', role: 'person' } as const;
const job = { name: 'finish-merges', role: 'job' } as const;
const language = 'fr';
const seal = createMessageSeal(() => Buffer.alloc(32, 1), systemRandom);

/** Guardians of a store, what merges two of them, and what must be true afterwards. */
export function mergeDesk(opened: () => OpenedStore) {
  const clock = new FrozenClock('2026-11-26T09:00:00Z');
  /** Every mail that was asked for, also those that the outbox had already. */
  const asked: MailOrder[] = [];
  const subjects = new Map<string, string>();

  function tools(): FinishMergesTools {
    const { accounts, sessions, personKeys, audit, outbox } = opened().storage;
    const messages = createMessages({
      ...{ outbox, seal, clock, random: systemRandom, baseUrl: 'https://gateway.test' },
      ...{ channels: new Set(['mail']), callingCodes: [], wake: () => {} },
    });
    return {
      ...{ accounts, sessions, personKeys, clock, language },
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
        queueMail: (order) => {
          asked.push(order);
          return messages.queueMail(order);
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
  const codeOf = (work: Promise<unknown>): Promise<string> =>
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
    await expectTold(source, target);
  }

  const mailsTo = ({ mail }: Account): Promise<OutboxEntry[]> =>
    opened().storage.outbox.list({ recipientHash: seal.hash(mail ?? '') }, 9);

  /** Each address has one mail of it. */
  async function expectTold(...accounts: Account[]): Promise<void> {
    const found = await Promise.all(accounts.map(mailsTo));
    expect(found.map((mails) => mails.map(({ template }) => template))).toEqual(
      accounts.map(() => ['accounts-merged']),
    );
  }

  function night(having = tools()): Promise<number> {
    return finishMerges(job, having, new AbortController().signal);
  }

  /** The steps after which a process that dies leaves the source FUSIONNE, and the mark. */
  async function stepsOnceMerged(): Promise<number[]> {
    const steps: number[] = [];
    for (let step = 1; ; step += 1) {
      const [source, target] = [await guardian(), await guardian()];
      const killed = killedAt(step, true, tools());
      if ((await codeOf(mergeAccounts(order(source, target), killed))) === 'done') return steps;
      const marked = (await found(target)).absorbing !== undefined;
      if (marked && (await found(source)).state === 'FUSIONNE') steps.push(step);
      await night();
    }
  }

  const desk = { clock, asked, subjects, tools, guardian, found, order, codeOf, night, stepsOnceMerged };
  return { ...desk, mailsTo, expectMerged, expectTold };
}
