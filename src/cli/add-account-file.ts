import type { NewAccount } from '../accounts/ports.js';
import { normaliseIdentifier } from '../accounts/identifier.js';
import { readAccountFile, type AccountLine } from './account-file.js';
import { CliError, type CliContext } from './context.js';
import type { AccountMaker, AccountTools } from './make-account.js';

/** Lines hashed and written together: small, since a hash of cost 12 takes a quarter of a second. */
const batchSize = 100;
/** Faults shown before the rest is only counted. */
const shownFaults = 20;

type GoodLine = Extract<AccountLine, { row: unknown }>;

/**
 * Reads the whole file once and writes nothing when a line is wrong: the operator sees every fault at once and corrects one file.
 * @returns the number of accounts in it. @throws CliError listing the faults by line.
 */
export async function checkAccountFile(path: string, warn: (line: string) => void): Promise<number> {
  const seen = new Map<string, number>();
  const faults: string[] = [];
  for await (const read of readAccountFile(path)) {
    if ('faults' in read) {
      faults.push(...read.faults.map((fault) => `line ${read.line}: ${fault}`));
      continue;
    }
    read.warnings.forEach((warning) => warn(`line ${read.line}: ${warning}`));
    const identifier = normaliseIdentifier(read.row.identifier);
    const before = seen.get(identifier);
    if (before !== undefined) faults.push(`line ${read.line}: identifier: the same as in line ${before}`);
    seen.set(identifier, read.line);
  }
  if (faults.length === 0 && seen.size === 0) {
    throw new CliError(
      `${path}: no account in it: a line with the names of the columns, then a line an account`,
    );
  }
  if (faults.length === 0) return seen.size;
  const more = faults.length > shownFaults ? [`and ${faults.length - shownFaults} more`] : [];
  throw new CliError(['Nothing was added.', ...faults.slice(0, shownFaults), ...more].join('\n'));
}

/**
 * Adds every account of a checked file; guardians with children last, so that the children may stand anywhere in it.
 * @returns how many were added, and a sentence for each line that could not be.
 */
export async function addAccountFile(
  path: string,
  context: CliContext,
  { maker, storage }: { maker: AccountMaker; storage: AccountTools['storage'] },
): Promise<{ added: number; faults: string[] }> {
  const faults: string[] = [];
  let added = 0;
  for (const last of [false, true]) {
    const chosen = ({ row }: GoodLine): boolean => (row.child !== undefined) === last;
    for await (const lines of batches(readAccountFile(path), chosen)) {
      const accounts = await makeAll(lines, maker, faults);
      const outcome = await storage.accounts.addMany([...accounts.keys()]);
      for (const account of outcome.taken) {
        faults.push(`line ${accounts.get(account)}: ${account.identifier} already belongs to an account`);
      }
      added += outcome.added;
      context.warn(`${added} accounts added`);
    }
  }
  return { added, faults };
}

/** The accounts of the lines, with the number of each line. */
async function makeAll(
  lines: readonly GoodLine[],
  maker: AccountMaker,
  faults: string[],
): Promise<Map<NewAccount, number>> {
  const accounts = new Map<NewAccount, number>();
  const made = await Promise.all(
    lines.map(async ({ line, row }) => ({ line, result: await maker.make(row) })),
  );
  for (const { line, result } of made) {
    if ('fault' in result) faults.push(`line ${line}: ${result.fault}`);
    else accounts.set(result, line);
  }
  return accounts;
}

async function* batches(
  lines: AsyncIterable<AccountLine>,
  chosen: (line: GoodLine) => boolean,
): AsyncGenerator<GoodLine[]> {
  let batch: GoodLine[] = [];
  for await (const line of lines) {
    if ('row' in line && chosen(line)) batch.push(line);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
