import { finishActivation } from '../../../src/accounts/finish-activation.js';
import { GuardianActivation, type ActivationUnderWay } from '../../../src/accounts/guardian-activation.js';
import type { FranceConnectIdentity, Report, SubjectLinks } from '../../../src/accounts/guardian-ports.js';
import { PasswordHasher } from '../../../src/accounts/password.js';
import type { Account } from '../../../src/accounts/ports.js';
import type { AuditEntry } from '../../../src/accounts/audit-ports.js';
import { FrozenClock } from '../../../src/clock.js';
import type { SmsOrder } from '../../../src/messaging/ports.js';
import { SeededRandom } from '../../../src/random.js';
import { account, MemoryAccounts } from './memory-accounts.js';
import { MemoryActivations, MemoryAllowances, MemoryDateTries } from './memory-activations.js';

export const mobile = '+33612345678';
export const by = { name: 'guardian-1', role: 'person' } as const;
const pepper = { id: '1', key: 'pepper-for-tests-only-1' };
const hasher = new PasswordHasher({ cost: 4, pepper, formerPeppers: [], queueLimit: 50, cores: 1 });

/** A guardian whose school knows the mobile, not active yet; `given` says otherwise. */
export function guardian(given: Partial<Account> & { sn?: string; givenName?: string } = {}): Account {
  const { sn = 'Lefèvre', givenName = 'Anne-Marie', ...rest } = given;
  const person = { sn, givenName, schools: [], childIds: ['child-1', 'child-2'] };
  return account({
    ...{ id: 'guardian-1', kind: 'guardian', identifier: 'am.lefevre', state: 'NON_NOTIFIE', person },
    ...{ contact: { mobiles: [mobile] }, ...rest },
  });
}

/** A child born on that day, at the school of that code. */
export function child(id: string, birthDate?: string, given: Partial<Account> = {}): Account {
  const schools = [{ uai: id === 'child-1' ? '9990001X' : '9990002Y', degree: 2 as const }];
  const born = birthDate === undefined ? {} : { birthDate };
  const person = { sn: 'Lefèvre', givenName: 'Léo', schools, childIds: [], ...born };
  return account({ id, identifier: id, person, ...given });
}

export const children = [child('child-1', '2012-03-14'), child('child-2', '2015-11-02')];
export const rightDates = ['2015-11-02', '2012-03-14'];

/** The rules of activation over memory; `sms`, `reports` and `mails` are what they asked for. */
export function activationDesk(...people: Account[]) {
  const clock = new FrozenClock('2026-11-26T09:00:00Z');
  const memory = new MemoryAccounts(...people);
  const sms: SmsOrder[] = [];
  const reports: Report[] = [];
  const mails: string[] = [];
  const audited: AuditEntry[] = [];
  const links = new Map<string, string>();
  const switches = { budgetLeft: true, mail: true };
  const activations = new MemoryActivations();
  const audit = { append: async (entries: readonly AuditEntry[]) => void audited.push(...entries) };
  const sink = { file: async (filed: readonly Report[]) => void reports.push(...filed) };
  const accounts = Object.assign(memory, {
    findByMobile: async (wanted: string, most: number) =>
      [...memory.accounts.values()]
        .filter(({ contact }) => contact?.mobiles.includes(wanted))
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, most),
  });
  const allowances = new MemoryAllowances();
  const messages = {
    canSend: () => switches.mail,
    queueSms: async (order: SmsOrder) => (sms.push(order), { queued: true as const, id: 'm' }),
  };
  const activation = new GuardianActivation({
    ...{ activations, accounts, allowances, messages, clock, audit, reports: sink, hasher },
    ...{ dateTries: new MemoryDateTries(), random: new SeededRandom('desk'), codeKey: Buffer.alloc(32, 1) },
    ...{ budget: { isLeft: async () => switches.budgetLeft }, smsPerDay: 10, easyPrimary: false },
  });
  const subjectLinks: Pick<SubjectLinks, 'link'> = {
    link: async ({ sub }, id) => (links.get(sub) ?? links.set(sub, id).get(sub)) === id,
  };
  const sessions = { removeOfAccount: async () => 0 };
  const finishing = {
    ...{ activations, accounts, messages, reports: sink },
    mailAddresses: {
      askAgain: async (id: string) => void mails.push(memory.accounts.get(id)?.pendingMail?.address ?? ''),
    },
    subjectLinks: subjectLinks as SubjectLinks,
    stateTools: { accounts, sessions, audit, clock },
  };
  const code = (): string => String((sms.at(-1)?.parameters as { code?: string } | undefined)?.code);
  const finish = (journey: ActivationUnderWay, typed: string) =>
    finishActivation(journey, typed, { by, language: 'fr' }, finishing);
  const stored = (id = 'guardian-1'): Account => memory.accounts.get(id)!;
  const lists = { sms, reports, mails, audited, links, allowances };
  return { activation, finish, clock, code, stored, switches, ...lists };
}

export type Desk = ReturnType<typeof activationDesk>;
export const terms = { language: 'fr' } as const;

/** A self-registration for which the SMS, if any, was sent. */
export async function registered(
  { activation }: Desk,
  asked: { sn?: string; givenName?: string; mobile?: string } = {},
): Promise<string> {
  const whole = { sn: 'lefevre', givenName: 'anne marie', mobile, ...asked };
  const { secret, send } = await activation.register({ asked: whole, end: {} }, terms);
  await send();
  return secret;
}

/** The same from FranceConnect. */
export async function arrived({ activation }: Desk, identity: FranceConnectIdentity): Promise<string> {
  const { secret } = await activation.begin({ path: 'franceconnect', identity, end: {} });
  const send = await activation.ask(await activation.find(secret), terms, { mobile });
  await send();
  return secret;
}
