import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { longestIdentifier, normaliseIdentifier } from './identifier.js';
import { whatPasswordOpens, type PasswordOpens } from './account-states.js';
import { isLocked, type LockRules } from './lock-out.js';
import { isAcceptableLength, type PasswordHasher } from './password.js';
import type { Account, AccountKind, AccountRepository, Subject } from './ports.js';
import { loadSubject } from './subject.js';
import { TryGate } from './try-gate.js';

export interface SignInTools {
  accounts: AccountRepository;
  hasher: PasswordHasher;
  clock: Clock;
  lock: LockRules;
}

/** What the form of the sign-in page brings. */
export interface SignInAttempt {
  identifier: string;
  password: string;
  /** The profile chosen on the page before; absent: not chosen. */
  profile?: AccountKind;
}

/** A person whose password was right. */
export interface Admission {
  /** A session; or the pages of the first sign-in, or of an address to confirm, alone: their caller opens no session (domain 6). */
  opens: 'session' | 'first-sign-in' | 'mail-wait';
  account: Account;
  subject: Subject;
  /**
   * Records the sign-in; a first one is recorded at its end, and wrong passwords are forgotten then. The caller stores the
   * session before, so that whoever changes the account ends it: either they see the session, or this sees their change
   * (security L08).
   * @throws GatewayError as SignIn does, when the account changed since the password was checked: the session must go.
   */
  confirm(): Promise<void>;
}

export type SignIn = (attempt: SignInAttempt) => Promise<Admission>;

/**
 * Checks identifier and password (domain 4, 5). An identifier that no account has behaves as an account does, in words, time
 * and lock-out. Wrong profile and unusable state are told only to whom knows the password.
 * @throws GatewayError `fields_missing`, `too_many_tries`, `credentials_wrong`, `profile_pupil`, `profile_guardian`,
 * `birth_date_unknown`, `letter_expired`, `account_locked`, `account_left`, `account_not_usable`,
 * `busy`.
 */
export function createSignIn(tools: SignInTools): SignIn {
  const gate = new TryGate(tools);
  return (attempt) => gate.pass(readIdentifier(attempt), (account) => admit(account, attempt, tools));
}

async function admit(
  account: Account | undefined,
  attempt: SignInAttempt,
  tools: SignInTools,
): Promise<Admission> {
  const { accounts, hasher } = tools;
  const verdict = await hasher.verify(account?.passwordHash, attempt.password);
  if (account === undefined || !verdict.ok) throw new GatewayError('credentials_wrong');
  const opens = whatPasswordOpens(account, tools.clock.now());
  const refusal = refusalOf(account, attempt.profile, opens);
  if (opens === 'first-sign-in') {
    await refuseIfLockedMeanwhile(account, tools);
    if (refusal !== undefined) throw refusal;
    return { opens, account, subject: await loadSubject(account, accounts), confirm: async () => {} };
  }
  if (refusal !== undefined || opens !== 'session') {
    if (!(await accounts.forgiveFailures(account))) throw new GatewayError('too_many_tries');
    if (refusal !== undefined || opens !== 'mail-wait')
      throw refusal ?? new GatewayError('account_not_usable');
    return { opens, account, subject: await loadSubject(account, accounts), confirm: async () => {} };
  }
  const confirm = async (): Promise<void> => {
    const newHash = verdict.rehash ? await hashIfIdle(hasher, attempt.password) : undefined;
    const recorded = await accounts.recordSuccess(account, newHash);
    if (!recorded) await readmit(account.id, attempt, tools);
  };
  return { opens, account, subject: await loadSubject(account, accounts), confirm };
}

/** The account changed while its password was checked: it is checked again, against what is stored now. */
async function readmit(id: string, attempt: SignInAttempt, tools: SignInTools): Promise<void> {
  const account = await tools.accounts.findById(id);
  if (account !== undefined && isLocked(account.failures, tools.clock.now())) {
    throw new GatewayError('too_many_tries');
  }
  await (await admit(account, attempt, tools)).confirm();
}

function readIdentifier({ identifier, password }: SignInAttempt): string {
  if (typeof identifier !== 'string' || !isAcceptableLength(password))
    throw new GatewayError('fields_missing');
  if (identifier.length > longestIdentifier) throw new GatewayError('fields_missing');
  const normalised = normaliseIdentifier(identifier);
  if (normalised === '' || normalised.length > longestIdentifier) throw new GatewayError('fields_missing');
  return normalised;
}

/**
 * Wrong passwords of a letter's holder are not forgotten when the letter's password is right: they would never lock who tries
 * one birth date after the other (domain 6). But the answer waits for its place among them, as every other.
 */
export async function refuseIfLockedMeanwhile(
  { id }: Account,
  { accounts, clock }: Pick<SignInTools, 'accounts' | 'clock'>,
): Promise<void> {
  const now = await accounts.findById(id);
  if (now === undefined || isLocked(now.failures, clock.now())) throw new GatewayError('too_many_tries');
}

function refusalOf(
  account: Account,
  profile: AccountKind | undefined,
  opens: PasswordOpens,
): GatewayError | undefined {
  if (profile !== undefined && profile !== account.kind) {
    return new GatewayError(account.kind === 'pupil' ? 'profile_pupil' : 'profile_guardian');
  }
  if (typeof opens === 'object') return new GatewayError(opens.refusal);
  if (opens !== 'first-sign-in' || account.kind === 'guardian') return undefined;
  return account.person.birthDate === undefined ? new GatewayError('birth_date_unknown') : undefined;
}

/** A fresh hash, or none while others wait for a core: the next sign-in will make it. */
async function hashIfIdle(hasher: PasswordHasher, password: string): Promise<string | undefined> {
  return hasher.isFull ? undefined : hasher.hash(password);
}
