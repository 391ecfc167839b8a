import { Option, type Command } from 'commander';
import { createPasswordHasher } from '../accounts/create-password-hasher.js';
import { IdentifierTakenError } from '../accounts/identifier.js';
import { isAcceptableLength } from '../accounts/password.js';
import { systemClock } from '../clock.js';
import { deriveKey, loadSecrets } from '../storage/secrets.js';
import { accountFields, readAccountRow, type AccountFields } from './account-row.js';
import { addAccountFile, checkAccountFile } from './add-account-file.js';
import { CliError, type CliContext, type Storage } from './context.js';
import { addLockCommands } from './lock-commands.js';
import { AccountMaker, type AccountTools } from './make-account.js';
import { recordAct } from './operator-acts.js';
import { passwordAdvice, readPassword } from './read-password.js';
import { showAccount } from './show-account.js';
import { withAccount } from './with-account.js';

/** Nothing waits in vain in a command that nobody else uses. */
const queueLimit = 100_000;

/** `gateway account add | show | lock | unlock | set-password`. */
export function addAccountCommands(program: Command, context: CliContext): void {
  const account = program.command('account').description('accounts of pupils and guardians');
  addAddCommand(account, context);
  account
    .command('show <identifier>')
    .description('show an account')
    .option('--json', 'as JSON')
    .action((identifier: string, { json = false }: { json?: boolean }) =>
      withAccount(context, identifier, async (found) =>
        showAccount(found, json, systemClock.now()).forEach(context.out),
      ),
    );
  addLockCommands(account, context);
  account
    .command('set-password <identifier> [password]')
    .description(`replace the password and end the sessions; nothing or ${passwordAdvice}`)
    .action((identifier: string, password?: string) => setPassword(context, identifier, password));
}

function addAddCommand(account: Command, context: CliContext): void {
  const add = account
    .command('add')
    .description('make an active account, or those of a CSV file with these names as columns')
    .addOption(new Option('--from <file.csv>', 'CSV file, UTF-8, ";" or ","'));
  for (const [name, about] of Object.entries(accountFields)) {
    const advice = name === 'password' ? `${about}; ${passwordAdvice}` : about;
    add.addOption(new Option(`--${name} <${name === 'child' ? 'identifiers' : 'value'}>`, advice));
  }
  add.action((options: Record<string, string>) =>
    options['from'] === undefined ? addOne(context, options) : addFile(context, options['from']),
  );
}

async function addOne(context: CliContext, options: Record<string, string>): Promise<void> {
  const names = Object.keys(accountFields).map((name) => [name, options[camelCase(name)]]);
  const fields = Object.fromEntries(names.filter(([, value]) => value !== undefined)) as AccountFields;
  if (fields.password !== undefined) fields.password = await readPassword(fields.password, context);
  const read = readAccountRow(fields);
  if ('faults' in read) throw new CliError(read.faults.map((fault) => `--${fault}`).join('\n'));
  read.warnings.forEach((warning) => context.warn(`--${warning}`));
  await context.withStorage(async (storage) => {
    const made = await new AccountMaker(await makeTools(context, storage)).make(read.row);
    if ('fault' in made) throw new CliError(`--${made.fault}`);
    const { id, identifier } = await storage.accounts.add(made).catch((error: unknown) => {
      throw error instanceof IdentifierTakenError ? new CliError(error.message) : error;
    });
    await recordAct(context, storage, { act: 'account.add', accountId: id });
    context.out(`Added ${identifier} (${made.kind}, ${made.state}).`);
  });
}

async function addFile(context: CliContext, path: string): Promise<void> {
  const expected = await checkAccountFile(path, context.warn);
  await context.withStorage(async (storage) => {
    const maker = new AccountMaker(await makeTools(context, storage));
    const { added, faults } = await addAccountFile(path, context, { maker, storage });
    if (added > 0) await recordAct(context, storage, { act: 'account.add', count: added });
    if (faults.length > 0) {
      throw new CliError([`${added} accounts added, and they stay; not added:`, ...faults].join('\n'));
    }
    context.out(`Added ${added} of ${expected} accounts.`);
  });
}

async function makeTools(context: CliContext, storage: Storage): Promise<AccountTools> {
  const { passwordPepper, ineKey } = await loadSecrets(context.config);
  const hasher = createPasswordHasher(context.config, passwordPepper, queueLimit);
  return { storage, hasher, ineKey: deriveKey(ineKey, 'ine') };
}

async function setPassword(context: CliContext, identifier: string, given?: string): Promise<void> {
  const password = await readPassword(given, context);
  if (!isAcceptableLength(password)) throw new CliError('password: 1 to 256 characters');
  await withAccount(context, identifier, async ({ id }, storage) => {
    const { hasher } = await makeTools(context, storage);
    await storage.accounts.setPassword(id, await hasher.hash(password));
    const ended = await storage.sessions.removeOfAccount(id);
    await recordAct(context, storage, { act: 'account.set-password', accountId: id });
    context.out(`Password replaced; ${ended} sessions ended.`);
  });
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
