import type { AccountStore } from '../accounts/account-store-ports.js';
import { guardianAccounts } from './demo-guardians.js';

/**
 * The guardians who have no identifier yet. At each start they are as the school declared them, so that the walk can be taken
 * again.
 * @throws Error when somebody else has one of the identifiers.
 */
export async function seedGuardians(
  accounts: Pick<AccountStore, 'addMany' | 'findById' | 'apply'>,
  today: Date,
): Promise<void> {
  for (const account of guardianAccounts(today)) {
    await accounts.addMany([account]);
    const stored = await accounts.findById(account.id);
    if (stored === undefined)
      throw new Error('Un identifiant de la démonstration est déjà pris : prenez --data.');
    const { person, contact } = account;
    await accounts.apply(stored, {
      ...{ state: 'NON_NOTIFIE', person, contact, passwordHash: undefined, activatedBy: undefined },
      ...{ activatedAt: undefined, mail: undefined, mailOwner: undefined, pendingMail: undefined },
    });
  }
}
