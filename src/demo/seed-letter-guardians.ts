import type { AccountStore } from '../accounts/account-store-ports.js';
import { changeState, type StateTools } from '../accounts/change-state.js';
import { noFailures } from '../accounts/lock-out.js';
import type { Account, AccountChange } from '../accounts/ports.js';
import { letterGuardians, letterGuardianAccount } from './demo-letter-guardians.js';
import { demoPassword } from './demo-people.js';

export interface SeedLetterGuardiansTools {
  accounts: Pick<AccountStore, 'addMany' | 'findById' | 'apply'>;
  hash: (password: string) => Promise<string>;
  stateTools: StateTools;
}

const by = { name: 'demo', role: 'job' } as const;
const letterMilliseconds = 90 * 86_400_000;
/** As if nobody had taken the walk yet. */
const fresh: AccountChange = {
  ...{ state: 'NON_NOTIFIE', failures: noFailures, mail: undefined, mailOwner: undefined },
  ...{ pendingMail: undefined, hiddenChildIds: undefined, activatedAt: undefined, activatedBy: undefined },
  ...{ mergedInto: undefined, absorbing: undefined },
};

/** The guardians to open with a letter, and those with two accounts to group. At each start all is as at the first one. */
export async function seedLetterGuardians({
  accounts,
  hash,
  stateTools,
}: SeedLetterGuardiansTools): Promise<void> {
  const today = stateTools.clock.now();
  for (const [index, guardian] of letterGuardians.entries()) {
    const { id, ...made } = letterGuardianAccount(guardian, index);
    await accounts.addMany([{ id, ...made }]);
    const stored = async (): Promise<Account> => {
      const account = await accounts.findById(id);
      if (account === undefined)
        throw new Error('Un identifiant de la démonstration est déjà pris : prenez --data.');
      return account;
    };
    await accounts.apply(await stored(), { ...fresh, person: made.person });
    const passwordHash = await hash(guardian.provisional ?? demoPassword);
    const expiresAt = new Date(today.getTime() + letterMilliseconds);
    if (guardian.provisional !== undefined)
      await changeState(await stored(), 'notify', { by, passwordHash, expiresAt }, stateTools);
    else {
      const mail = `${guardian.identifier}@familles.example.org`;
      await accounts.apply(await stored(), { state: 'ACTIF', passwordHash, mail, activatedAt: today });
    }
  }
}
