import type { Clock } from '../clock.js';
import { GatewayError, isGatewayError } from '../errors.js';
import { longestIdentifier, normaliseIdentifier } from './identifier.js';
import type { LockRules } from './lock-out.js';
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

export type SignIn = (attempt: SignInAttempt) => Promise<Subject>;

/**
 * Checks identifier and password (domain 4, 5). An identifier that no account has behaves as an account does, in words, time
 * and lock-out. Wrong profile and unusable state are told only to whom knows the password.
 * @throws GatewayError `fields_missing`, `too_many_tries`, `credentials_wrong`, `profile_pupil`, `profile_guardian`,
 * `account_not_usable`, `busy`.
 */
export function createSignIn(tools: SignInTools): SignIn {
  const { accounts, hasher, clock } = tools;
  const gate = new TryGate(tools);
  const check = async (account: Account | undefined, attempt: SignInAttempt): Promise<Subject> => {
    const verdict = await hasher.verify(account?.passwordHash, attempt.password);
    if (account === undefined || !verdict.ok) throw new GatewayError('credentials_wrong');
    const refusal = refusalOf(account, attempt.profile);
    if (refusal !== undefined) {
      await accounts.clearFailures(account.id);
      throw refusal;
    }
    const newHash = verdict.rehash ? await hashIfIdle(hasher, attempt.password) : undefined;
    const recorded = await accounts.recordSuccess(account, clock.now(), newHash);
    return recorded ? loadSubject(account, accounts) : check(await accounts.findById(account.id), attempt);
  };
  return async (attempt) => gate.pass(readIdentifier(attempt), (account) => check(account, attempt));
}

function readIdentifier({ identifier, password }: SignInAttempt): string {
  if (typeof identifier !== 'string' || !isAcceptableLength(password))
    throw new GatewayError('fields_missing');
  if (identifier.length > longestIdentifier) throw new GatewayError('fields_missing');
  const normalised = normaliseIdentifier(identifier);
  if (normalised === '' || normalised.length > longestIdentifier) throw new GatewayError('fields_missing');
  return normalised;
}

function refusalOf(account: Account, profile: AccountKind | undefined): GatewayError | undefined {
  if (profile !== undefined && profile !== account.kind) {
    return new GatewayError(account.kind === 'pupil' ? 'profile_pupil' : 'profile_guardian');
  }
  return account.state === 'ACTIF' ? undefined : new GatewayError('account_not_usable');
}

/** A fresh hash, or none under load: the next sign-in will make it. */
async function hashIfIdle(hasher: PasswordHasher, password: string): Promise<string | undefined> {
  try {
    return await hasher.hash(password);
  } catch (error) {
    if (isGatewayError(error, 'busy')) return undefined;
    throw error;
  }
}
