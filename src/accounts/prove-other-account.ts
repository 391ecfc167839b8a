import { GatewayError } from '../errors.js';
import { whatPasswordOpens } from './account-states.js';
import { day, type AllowanceRepository } from './allowance-ports.js';
import { longestIdentifier, normaliseIdentifier } from './identifier.js';
import { isAcceptableLength } from './password.js';
import type { Account } from './ports.js';
import { refuseIfLockedMeanwhile, type SignInTools } from './sign-in.js';
import { TryGate } from './try-gate.js';

export interface ProveOtherTools extends SignInTools {
  allowances: AllowanceRepository;
}

/** Tries of one account in 24 h: a parent with three letters mistypes some, nobody needs more to lock others out. */
const triesPerDay = 20;

/**
 * The other account of a guardian who wants to group two: its identifier, and its password or the provisional one of its letter
 * (domain 9). An unknown identifier, a wrong password and the account of a pupil are answered alike, and each counts as at
 * sign-in. What stands in the way is told to who knows the password.
 * @throws GatewayError `fields_missing`, `credentials_wrong`, `too_many_tries`, `too_many_merges`, `merge_same`,
 * `merge_names_differ`, `letter_expired`, `account_locked`, `account_left`, `account_not_usable`, `busy`.
 */
export type ProveOther = (
  target: Account,
  typed: { identifier: string; password: string },
) => Promise<Account>;

export function createProveOther(tools: ProveOtherTools): ProveOther {
  const gate = new TryGate(tools);
  return async (target, { identifier, password }) => {
    const wanted = normaliseIdentifier(identifier);
    if (wanted === '' || wanted.length > longestIdentifier || !isAcceptableLength(password))
      throw new GatewayError('fields_missing');
    const allowance = { most: triesPerDay, seconds: day };
    if (!(await tools.allowances.take(`grouping ${target.id}`, allowance, tools.clock.now())))
      throw new GatewayError('too_many_merges');
    return gate.pass(wanted, (account) => admit({ account, target, password }, tools));
  };
}

async function admit(
  { account, target, password }: { account: Account | undefined; target: Account; password: string },
  tools: ProveOtherTools,
): Promise<Account> {
  const { ok } = await tools.hasher.verify(account?.passwordHash, password);
  if (account === undefined || !ok || account.kind !== 'guardian')
    throw new GatewayError('credentials_wrong');
  const opens = whatPasswordOpens(account, tools.clock.now());
  if (opens === 'first-sign-in') await refuseIfLockedMeanwhile(account, tools);
  else if (!(await tools.accounts.forgiveFailures(account))) throw new GatewayError('too_many_tries');
  if (account.id === target.id) throw new GatewayError('merge_same');
  if (typeof opens === 'object') throw new GatewayError(opens.refusal);
  if (!haveSameNames(account, target)) throw new GatewayError('merge_names_differ');
  return account;
}

/** To the letter, accents and capitals included: portals compare the names of FrEduVecteur with those of their feed by `=`. */
export function haveSameNames(one: Pick<Account, 'person'>, other: Pick<Account, 'person'>): boolean {
  return one.person.sn === other.person.sn && one.person.givenName === other.person.givenName;
}
