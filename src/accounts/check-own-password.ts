import { GatewayError } from '../errors.js';
import { normaliseIdentifier } from './identifier.js';
import { isAcceptableLength } from './password.js';
import type { Account } from './ports.js';
import type { SignInTools } from './sign-in.js';
import { TryGate } from './try-gate.js';

/**
 * Checks the password of somebody signed in, who asks for something sensitive; gives the account. A wrong one counts as at
 * sign-in: an open screen is no place to guess.
 * @throws GatewayError `fields_missing`, `credentials_wrong`, `too_many_tries`, `account_not_usable`, `busy`.
 */
export type CheckOwnPassword = (identifier: string, password: unknown) => Promise<Account>;

export function createCheckOwnPassword(tools: SignInTools): CheckOwnPassword {
  const { accounts, hasher } = tools;
  const gate = new TryGate(tools);
  return async (identifier, password) => {
    if (!isAcceptableLength(password)) throw new GatewayError('fields_missing');
    return gate.pass(normaliseIdentifier(identifier), async (account) => {
      const { ok } = await hasher.verify(account?.passwordHash, password);
      if (account === undefined || !ok) throw new GatewayError('credentials_wrong');
      if (!(await accounts.forgiveFailures(account))) throw new GatewayError('too_many_tries');
      if (account.state !== 'ACTIF') throw new GatewayError('account_not_usable');
      return account;
    });
  };
}
