import type { AccountStore } from '../accounts/account-store-ports.js';
import type { SchoolStore } from '../directory/ports.js';
import { demoAccounts, demoPassword, demoSchools } from './demo-people.js';

/** What the seed writes to and computes with. */
export interface SeedTools {
  accounts: Pick<AccountStore, 'addMany' | 'replacePerson' | 'setPassword'>;
  schools: Pick<SchoolStore, 'saveMany'>;
  /** Hashes a password as the gateway stores it. */
  hash: (password: string) => Promise<string>;
  today: Date;
}

/**
 * Writes the demo schools and people. Run again, it sets right what is there already: ages follow the school year, and
 * the password is the one that the start page shows.
 * @throws Error when somebody else has one of the identifiers.
 */
export async function seedDemo({ accounts, schools, hash, today }: SeedTools): Promise<void> {
  await schools.saveMany(demoSchools);
  const passwordHash = await hash(demoPassword);
  const { existing, taken } = await accounts.addMany(demoAccounts(passwordHash, today));
  if (taken.length > 0) {
    const identifiers = taken.map(({ identifier }) => identifier).join(', ');
    throw new Error(
      `Le dossier de données a déjà d'autres comptes pour ${identifiers} : prenez-en un autre (--data).`,
    );
  }
  for (const account of existing) {
    await accounts.replacePerson(account.id ?? '', account.person);
    await accounts.setPassword(account.id ?? '', passwordHash);
  }
}
