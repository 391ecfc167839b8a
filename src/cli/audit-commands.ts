import type { Command } from 'commander';
import type { AuditQuery, AuditRecord } from '../accounts/audit-ports.js';
import { CliError, type CliContext } from './context.js';
import { openTrail } from './operator-acts.js';
import { readCount } from './read-count.js';

interface ListOptions {
  last: number;
  account?: string;
  school?: string;
  json?: boolean;
}

/** `gateway audit list | verify`. */
export function addAuditCommands(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('what operators, staff and jobs did to accounts');
  audit
    .command('list')
    .description('the latest acts, newest first')
    .option('--last <number>', 'how many', readCount, 50)
    .option('--account <identifier>', 'only those on this account')
    .option('--school <UAI>', 'only those of the staff of this school')
    .option('--json', 'as JSON, one record a line')
    .action((options: ListOptions) => list(context, options));
  audit
    .command('verify')
    .description('read the whole chain; fails when a record was changed or is missing')
    .option('--noted <SEQ:HASH>', 'the last record of a former verification')
    .action(({ noted }: { noted?: string }) => verify(context, noted));
}

async function list(context: CliContext, { last, account, school, json }: ListOptions): Promise<void> {
  await context.withStorage(async (storage) => {
    const query: AuditQuery = { most: last, ...(school === undefined ? {} : { uai: school.toUpperCase() }) };
    if (account !== undefined) {
      const found = await storage.accounts.findByIdentifier(account);
      query.accountId = found?.id ?? account;
    }
    const records = await storage.audit.list(query);
    for (const record of records) context.out(json === true ? JSON.stringify(record) : lineOf(record));
  });
}

async function verify(context: CliContext, noted: string | undefined): Promise<void> {
  const known = noted === undefined ? undefined : readNoted(noted);
  await context.withStorage(async (storage) => {
    const { records, last, faults } = await (await openTrail(context, storage)).verify(known);
    if (faults.length > 0) throw new CliError(['The audit trail is not whole:', ...faults].join('\n'));
    context.out(`${records} records, whole. Note the last one: ${last.seq}:${last.hash}`);
  });
}

function lineOf({ seq, at, by, act, accountId, result, count, detail }: AuditRecord): string {
  const whom = `${by.role} ${by.name}${by.uai === undefined ? '' : ` of ${by.uai}`}${by.ip === undefined ? '' : ` from ${by.ip}`}`;
  const target = accountId ?? (count === undefined ? '' : `${count} accounts`);
  return [String(seq), at.toISOString(), whom, act, target, result, detail ?? ''].filter(Boolean).join('  ');
}

function readNoted(text: string): { seq: number; hash: string } {
  const [, seq, hash] = /^(\d+):([\w-]+)$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new CliError('--noted: as `audit verify` printed it, SEQ:HASH');
  return { seq: Number(seq), hash };
}
