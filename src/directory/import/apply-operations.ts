import type {
  ImportAccounts,
  ImportedAccount,
  NewPerson,
  PersonKey,
  PersonKeyStore,
  PersonUpdate,
  SchoolStore,
} from '../ports.js';
import type { Operation } from './operation.js';
import { declare, isDeclared, type Statement } from './statement.js';

export interface ApplyTools {
  keys: PersonKeyStore;
  accounts: ImportAccounts;
  schools: Pick<SchoolStore, 'saveMany'>;
  /** Id of the import. */
  run: string;
}

/**
 * Writes a batch of operations. New accounts: keys first, then accounts, so that an import broken off between the two finds its
 * keys again. The others: accounts first, then keys, so that what was not written is seen as a difference the next time.
 */
export async function applyOperations(operations: readonly Operation[], tools: ApplyTools): Promise<void> {
  await tools.schools.saveMany(operations.flatMap((one) => (one.op === 'school' ? [one.school] : [])));
  await create(
    operations.filter((one) => one.op === 'create'),
    tools,
  );
  const declared = operations.filter((one) => one.op === 'declare');
  await hear(declared, tools);
  const keys = [...declared, ...operations.filter((one) => one.op === 'keys')].flatMap((one) => one.keys);
  await saveKeys(keys, tools.keys);
  await tools.keys.removeMany(declared.flatMap(({ staleKey }) => staleKey ?? []));
}

/** The last of those with one id counts. */
async function saveKeys(keys: readonly PersonKey[], store: PersonKeyStore): Promise<void> {
  const last = new Map(keys.map((key) => [key.id, key]));
  if (last.size > 0) await store.saveMany([...last.values()]);
}

async function create(
  operations: readonly { person: NewPerson; keys: PersonKey[] }[],
  { keys, accounts }: ApplyTools,
): Promise<void> {
  if (operations.length === 0) return;
  await saveKeys(
    operations.flatMap((one) => one.keys),
    keys,
  );
  await accounts.createMany(operations.map(({ person }) => person));
}

/** Hears the statements in order, those about one account one after the other. */
async function hear(
  operations: readonly { accountId: string; statement: Statement }[],
  { accounts, run }: ApplyTools,
): Promise<void> {
  if (operations.length === 0) return;
  const ids = [...new Set(operations.map(({ accountId }) => accountId))];
  const present = new Map((await accounts.findMany(ids)).map((account) => [account.id, account]));
  const updates = new Map<string, PersonUpdate>();
  const gone = new Map<string, boolean>();
  for (const { accountId, statement } of operations) {
    const account = present.get(accountId);
    if (account === undefined) continue;
    const { gone: isGone, ...said } = declare(account, statement);
    gone.set(accountId, isGone);
    if (isDeclared(account, { ...said, gone: isGone })) continue;
    updates.set(accountId, { id: accountId, ...said });
    present.set(accountId, { ...account, ...said });
  }
  await accounts.updateMany([...updates.values()]);
  await accounts.leaveMany(withOutcome(gone, true), run);
  await accounts.returnMany(returning(withOutcome(gone, false), present), run);
}

function withOutcome(gone: ReadonlyMap<string, boolean>, outcome: boolean): string[] {
  return [...gone].filter(([, isGone]) => isGone === outcome).map(([id]) => id);
}

function returning(ids: readonly string[], accounts: ReadonlyMap<string, ImportedAccount>): string[] {
  return ids.filter((id) => accounts.get(id)?.state === 'SORTI');
}
