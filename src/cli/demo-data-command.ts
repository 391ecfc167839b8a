import { InvalidArgumentError, type Command } from 'commander';
import { createPasswordHasher } from '../accounts/create-password-hasher.js';
import { systemClock } from '../clock.js';
import { schoolYearOf } from '../directory/school-levels.js';
import { makeFamilies } from '../directory/synthetic/make-families.js';
import { makeSchool, mostSchools } from '../directory/synthetic/make-school.js';
import { SeededRandom } from '../random.js';
import { deriveKey, loadSecrets } from '../storage/secrets.js';
import { CliError, type CliContext } from './context.js';
import { fillWithFamilies } from './fill-with-families.js';
import { passwordAdvice, readPassword } from './read-password.js';

interface DemoDataOptions {
  schools: number;
  pupils: number;
  guardians: number;
  seed: string;
  active?: boolean;
  password?: string;
}

/** Identifiers of each kind printed at the end. */
const shown = 3;

/** `gateway demo-data`: schools and people that never were, for demonstrations and load tests. */
export function addDemoDataCommand(program: Command, context: CliContext): void {
  program
    .command('demo-data')
    .description(
      'fill the store with synthetic schools, pupils and guardians; the same seed makes the same people',
    )
    .option('--schools <number>', 'schools', wholeNumber(1, mostSchools), 4)
    .option('--pupils <number>', 'pupils', wholeNumber(0, 5_000_000), 200)
    .option('--guardians <number>', 'guardians', wholeNumber(0, 5_000_000), 200)
    .option('--seed <text>', 'chance to repeat', 'passerelle')
    .option('--active', 'accounts can sign in at once (needs --password)')
    .option('--password <password>', `password of every account; ${passwordAdvice}`)
    .action((options: DemoDataOptions) => makeDemoData(context, options));
}

async function makeDemoData(context: CliContext, options: DemoDataOptions): Promise<void> {
  const { schools, pupils, guardians, seed, active = false } = options;
  if (active !== (options.password !== undefined)) throw new CliError('--active and --password go together.');
  const password = active ? await readPassword(options.password, context) : undefined;
  const { passwordPepper, ineKey } = await loadSecrets(context.config);
  const hasher = createPasswordHasher(context.config, passwordPepper);
  const passwordHash = password === undefined ? undefined : await hasher.hash(password);
  await context.withStorage(async (storage) => {
    await storage.schools.saveMany(Array.from({ length: schools }, (_, index) => makeSchool(index).school));
    const order = { schools, pupils, guardians, schoolYear: schoolYearOf(systemClock.now()) };
    const filled = await fillWithFamilies(makeFamilies(order, new SeededRandom(seed)), {
      accounts: storage.accounts,
      seed,
      ineKey: deriveKey(ineKey, 'ine'),
      ...(passwordHash === undefined ? {} : { passwordHash }),
      shown,
      progress: (done) => context.warn(`${done} of ${pupils + guardians} accounts`),
    });
    context.out(`${schools} schools, ${filled.added} accounts added.`);
    if (filled.existing > 0)
      context.out(`${filled.existing} accounts were there already and are as they were.`);
    context.out(`pupils:    ${filled.pupils.join(' ')}`);
    context.out(`guardians: ${filled.guardians.join(' ')}`);
  });
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  };
}
