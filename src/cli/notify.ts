import { createPasswordHasher } from '../accounts/create-password-hasher.js';
import type { LetterTools } from '../accounts/letter-tools.js';
import { finishRuns, lettersLease, makeLetters } from '../accounts/make-letters.js';
import { planLetters, type LetterOrder, type LetterPlan } from '../accounts/plan-letters.js';
import type { Outcome } from '../accounts/put-letters-in-force.js';
import { systemClock } from '../clock.js';
import type { School } from '../directory/ports.js';
import { withLease } from '../lease.js';
import { systemRandom } from '../random.js';
import { loadSecrets } from '../storage/secrets.js';
import { CliError, type CliContext, type Storage } from './context.js';
import { LetterFiles } from './letter-files.js';
import { letterStyle } from './letter-style.js';
import { operator, stateTools } from './operator-acts.js';

export interface NotifyOptions {
  school: string;
  class?: string;
  kind: 'pupils' | 'guardians';
  out: string;
  includeActive?: string;
  onlyNew?: boolean;
  labels?: boolean;
  csv?: boolean;
  contact?: string;
  yes?: boolean;
}

/** Nothing waits in vain in a command that nobody else uses. */
const queueLimit = 100_000;

interface Place {
  context: CliContext;
  storage: Storage;
}

/** Gives provisional passwords and makes the letters. @throws CliError when there is nobody, or nobody agrees. */
export async function notify(options: NotifyOptions, { context, storage }: Place): Promise<void> {
  const uai = options.school.toUpperCase();
  const school = await storage.schools.find(uai);
  if (school === undefined) throw new CliError(`No school has the code ${uai}.`);
  const order = orderOf(options, uai);
  const tools = await letterTools({ options, order, school }, { context, storage });
  const lease = { leases: storage.leases, clock: systemClock };
  const outcome = await withLease(lettersLease(uai), lease, () =>
    run({ options, order, school }, tools, context),
  );
  if ('heldBy' in outcome)
    throw new CliError(
      `Letters of ${uai} are being made by ${outcome.heldBy}: wait until they are there, at most 30 s if it died.`,
    );
}

interface Request {
  options: NotifyOptions;
  order: LetterOrder;
  school: School;
}

async function run(
  { options, order, school }: Request,
  tools: LetterTools & { storage: Storage },
  context: CliContext,
): Promise<void> {
  const finished = await finishRuns(order.uai, tools);
  for (const { run: former, outcome } of finished) {
    context.warn(`Letters of ${former.madeAt.toISOString()} had been broken off.`);
    tell(outcome, context);
  }
  if (finished.some(({ run: former, outcome }) => outcome.files.length > 0 && isSame(former, order)))
    return context.warn('These are the letters asked for now: run the command again to replace them.');
  const plan = await planLetters(order, tools.storage.accounts, systemClock.now());
  if (plan.unknown.length > 0)
    throw new CliError(`--include-active: not among them: ${plan.unknown.join(', ')}`);
  describePlan(plan, context);
  if (plan.chosen.length === 0) throw new CliError('Nobody to notify. Nothing was done.');
  if (options.yes !== true && !(await context.confirm(`Make ${plan.chosen.length} letters?`)))
    throw new CliError('Nothing was done. (--yes does not ask.)');
  tell(await makeLetters(order, plan, { by: operator, schoolName: school.name }, tools), context);
}

function tell({ files, valid, skipped }: Outcome, context: CliContext): void {
  if (files.length === 0)
    context.warn('Their documents are gone: their passwords are void, notify these persons again.');
  else context.out(`${valid} letters:`);
  files.forEach((file) => context.out(file));
  if (skipped.length > 0) context.warn(`Changed meanwhile, their letters are void: ${skipped.join(', ')}`);
}

function describePlan({ counts, chosen }: LetterPlan, context: CliContext): void {
  for (const [state, count] of counts) {
    const kept = count.found - count.chosen;
    context.warn(
      `${state.padEnd(16)} ${count.chosen} of ${count.found}${kept > 0 ? `, ${kept} left as they are` : ''}`,
    );
  }
  const voided = chosen.filter(({ state }) => state !== 'NON_NOTIFIE').length;
  if (voided > 0) context.warn(`${voided} of them have a password or a letter that becomes void.`);
}

function orderOf(options: NotifyOptions, uai: string): LetterOrder {
  return {
    uai,
    ...(options.class === undefined ? {} : { className: options.class }),
    kind: options.kind === 'pupils' ? 'pupil' : 'guardian',
    named: (options.includeActive ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    onlyNew: options.onlyNew === true,
  };
}

function isSame(a: Pick<LetterOrder, 'kind' | 'className'>, b: LetterOrder): boolean {
  return a.kind === b.kind && a.className === b.className;
}

async function letterTools(
  request: Request,
  { context, storage }: Place,
): Promise<LetterTools & { storage: Storage }> {
  const { options, order, school } = request;
  const { passwordPepper } = await loadSecrets(context.config);
  const output = new LetterFiles({
    folder: options.out,
    style: letterStyle(context.config, options.contact ?? school.name),
    labels: options.labels === true,
    csv: options.csv === true,
    name: [order.uai, order.className?.replaceAll(/[^\p{L}\p{N}-]+/gu, '_'), options.kind]
      .filter(Boolean)
      .join('-'),
  });
  return {
    ...(await stateTools(context, storage)),
    storage,
    hasher: createPasswordHasher(context.config, passwordPepper, queueLimit),
    random: systemRandom,
    runs: storage.letterRuns,
    output,
    months: context.config.LETTER_MONTHS,
  };
}
