import type { AuditSink } from './accounts/audit-ports.js';
import { moveMany } from './accounts/move-many.js';
import { systemClock } from './clock.js';
import type { ImportTools } from './directory/import/run-import.js';
import type { ImportAccounts } from './directory/ports.js';
import { systemRandom } from './random.js';
import type { Stores } from './storage/create-stores.js';

/** What an import works with. `ineKey` is that of the INE hashes which portals receive. */
export function importTools(stores: Stores, ineKey: Buffer, audit: AuditSink): ImportTools {
  return {
    keys: stores.personKeys,
    accounts: importAccounts(stores, audit),
    schools: stores.schools,
    runs: stores.importRuns,
    leases: stores.leases,
    clock: systemClock,
    random: systemRandom,
    ineKey,
  };
}

const by = { name: 'import', role: 'job' } as const;

function importAccounts(
  { importAccounts: persons, accounts, sessions }: Stores,
  audit: AuditSink,
): ImportAccounts {
  const move = async (event: 'leave' | 'return', ids: readonly string[], run: string): Promise<void> => {
    const facts = { at: systemClock.now(), by };
    await moveMany(ids, event, { facts, detail: `run ${run}` }, { accounts, sessions, audit });
  };
  return {
    findMany: (ids) => persons.findMany(ids),
    createMany: (made) => persons.createMany(made),
    updateMany: (updates) => persons.updateMany(updates),
    leaveMany: (ids, run) => move('leave', ids, run),
    returnMany: (ids, run) => move('return', ids, run),
  };
}
