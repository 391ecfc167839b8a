import { systemClock } from './clock.js';
import type { ImportTools } from './directory/import/run-import.js';
import { systemRandom } from './random.js';
import type { Stores } from './storage/create-stores.js';

/** What an import works with. `ineKey` is that of the INE hashes which portals receive. */
export function importTools(stores: Stores, ineKey: Buffer): ImportTools {
  return {
    keys: stores.personKeys,
    accounts: stores.importAccounts,
    schools: stores.schools,
    runs: stores.importRuns,
    leases: stores.leases,
    clock: systemClock,
    random: systemRandom,
    ineKey,
  };
}
