import type { Clock } from '../clock.js';
import { mailKey, readMailAddress } from '../mail-address.js';
import type { MessageLanguage, Messages } from '../messaging/ports.js';
import { day, hour, takeAll, type AllowanceRepository } from './allowance-ports.js';
import type { RecoveryLookUps } from './account-store-ports.js';
import type { Account, AccountState } from './ports.js';

export interface ForgottenIdentifierTools {
  accounts: RecoveryLookUps;
  allowances: AllowanceRepository;
  messages: Pick<Messages, 'queueMail' | 'queueSms'>;
  clock: Clock;
}

/** The identifier helps to use a letter too; of a locked account, or of a person who left, there is nothing to use. */
const reminded: ReadonlySet<AccountState> = new Set(['ACTIF', 'NOTIFIE', 'EXPIRE']);
/** People at one address at most: more are a list, not a family. */
const mostPeople = 8;
/** An SMS costs by its length. */
const mostWithMobile = 4;
/** A reminder that comes later than so many seconds is of no use. */
const reminderSeconds = 6 * hour;

/** How often one recipient is written to (domain 8.3). */
const perRecipient = { hourly: { most: 3, seconds: hour }, daily: { most: 5, seconds: day } };

/**
 * « Identifiant perdu »: every identifier goes to the confirmed address, in one mail; brothers and sisters share a parent's
 * address, and nobody but who reads its mails learns who they are (security R08). To be called after the answer was sent
 * (R01): it does nothing for an address that no account has, or that was written to often enough.
 */
export async function remindByMail(
  typed: string,
  language: MessageLanguage,
  tools: ForgottenIdentifierTools,
): Promise<void> {
  const address = readMailAddress(typed);
  if (address === undefined) return;
  const key = mailKey(address);
  if (!(await mayWrite(`identifier mail ${key}`, tools))) return;
  const accounts = (await tools.accounts.findByMail(key, mostPeople)).filter(isReminded);
  const [first] = accounts;
  if (first?.mail === undefined) return;
  await tools.messages.queueMail({
    template: 'forgotten-identifiers',
    to: first.mail,
    language: first.language ?? language,
    parameters: { people: accounts.map(nameOf).join(' ; ') },
    expiresAt: soon(tools.clock),
  });
}

/** As remindByMail, for guardians: by SMS to the mobile that the school has on record. `mobile`: E.164, as it was normalised (R03). */
export async function remindBySms(
  mobile: string,
  language: MessageLanguage,
  tools: ForgottenIdentifierTools,
): Promise<void> {
  if (!(await mayWrite(`identifier sms ${mobile}`, tools))) return;
  const found = await tools.accounts.findByMobile(mobile, mostWithMobile);
  const accounts = found.filter((account) => account.kind === 'guardian' && isReminded(account));
  if (accounts[0] === undefined) return;
  await tools.messages.queueSms({
    template: 'sms-identifier',
    to: mobile,
    language: accounts[0].language ?? language,
    parameters: { identifier: accounts.map(({ identifier }) => identifier).join(', ') },
    expiresAt: soon(tools.clock),
  });
}

function mayWrite(key: string, { allowances, clock }: ForgottenIdentifierTools): Promise<boolean> {
  const { hourly, daily } = perRecipient;
  const wanted = [[`${key} hour`, hourly] as const, [`${key} day`, daily] as const];
  return takeAll(allowances, wanted, clock.now());
}

function isReminded({ state }: Account): boolean {
  return reminded.has(state);
}

/** The first name tells brothers and sisters apart; the mail says no more of them. */
function nameOf({ person, identifier }: Account): string {
  return `${person.givenName.slice(0, 40)} : ${identifier}`;
}

function soon(clock: Clock): Date {
  return new Date(clock.now().getTime() + reminderSeconds * 1000);
}
