import { systemClock } from '../clock.js';
import { CliError, type CliContext } from './context.js';

/** Exactly one of them is given. */
export interface MigrateOptions {
  to?: string;
  from?: string;
}

/** Time between two lines of progress, in milliseconds. */
const between = 2000;

/** `gateway store migrate`: an address of `-` is read from standard input, so that neither `ps` nor the history shows its password. */
export async function migrate(context: CliContext, { to, from }: MigrateOptions): Promise<void> {
  const { migrateStore } = await import('../storage/embedded/life/migrate-store.js');
  const given = to ?? from;
  if (given === undefined || (to !== undefined && from !== undefined)) {
    throw new CliError('Give either --to or --from, with the address of the MongoDB server.');
  }
  const uri = given === '-' ? await context.readLine() : given;
  if (uri === undefined) throw new CliError('No address came on standard input.');
  const { DATA_DIR: dataDir } = context.config;
  const direction = to === undefined ? 'from' : 'to';
  const migration = { dataDir, uri, direction, clock: systemClock } as const;
  const { database, collections } = await migrateStore(migration, throttled(context.warn));
  for (const { name, documents, sha256, indexes } of collections) {
    context.out(`${name}: ${documents} documents, ${indexes} indexes, SHA-256 ${sha256} on both sides`);
  }
  context.out(
    direction === 'to'
      ? `All is in the database ${database}. Next: set MONGODB_URI to it and start the gateway; keep secrets.json of DATA_DIR.`
      : `All of the database ${database} is in the embedded store. Next: start the gateway without MONGODB_URI.`,
  );
}

function throttled(warn: (line: string) => void): (line: string) => void {
  let last = performance.now();
  return (line) => {
    if (performance.now() - last < between) return;
    last = performance.now();
    warn(line);
  };
}
