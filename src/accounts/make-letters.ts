import type { Letter, LetterBatch } from '../documents/ports.js';
import { addMonths } from '../calendar.js';
import { newToken } from '../random.js';
import type { Actor } from './audit-ports.js';
import type { LetterAccount, LetterRun } from './letter-ports.js';
import type { LetterTools } from './letter-tools.js';
import type { LetterOrder, LetterPlan } from './plan-letters.js';
import type { Account } from './ports.js';
import { makeProvisionalPassword } from './provisional-password.js';
import { putInForce, type Outcome } from './put-letters-in-force.js';

/**
 * Makes the letters of a plan: passwords, documents, then the hashes. The documents are whole and durable, and the run is
 * noted, before the first password is in force: a process that dies leaves the old state, or a run that `finishRuns` ends.
 * Run inside the lease of the school (`lettersLease`).
 * @throws what the output or the store throws: then no password is in force, or the run is noted.
 */
export async function makeLetters(
  order: LetterOrder,
  plan: LetterPlan,
  request: { by: Actor; schoolName: string },
  tools: LetterTools,
): Promise<Outcome> {
  const madeAt = tools.clock.now();
  const expiresAt = addMonths(madeAt, tools.months);
  const passwords = plan.chosen.map(() => makeProvisionalPassword(tools.random));
  const hashes = await Promise.all(passwords.map((password) => tools.hasher.hashProvisional(password)));
  const letters = plan.chosen.map((account, index) =>
    letterOf(account, passwords[index] ?? '', { order, plan }),
  );
  const id = newToken(tools.random, 12);
  const batch: LetterBatch = {
    school: { uai: order.uai, name: request.schoolName },
    madeAt,
    expiresAt,
    letters,
  };
  const files = await tools.output.write(id, batch);
  const run: LetterRun = {
    ...{ id, uai: order.uai, kind: order.kind, madeAt, expiresAt, by: request.by, files },
    ...(order.className === undefined ? {} : { className: order.className }),
    accounts: plan.chosen.map((account, index) => letterAccount(account, hashes[index] ?? '')),
  };
  await tools.runs.save(run);
  return putInForce(run, tools);
}

/** Ends what processes that died left of the school: their letters become valid and findable, or void if they are gone. */
export async function finishRuns(
  uai: string,
  tools: LetterTools,
): Promise<{ run: LetterRun; outcome: Outcome }[]> {
  const finished = [];
  for (const run of await tools.runs.ofSchool(uai))
    finished.push({ run, outcome: await putInForce(run, tools) });
  return finished;
}

/** Nobody else makes letters of that school meanwhile: whoever came second would void the letters of the first. */
export function lettersLease(uai: string): string {
  return `letters ${uai}`;
}

function letterAccount({ id, identifier, changedAt }: Account, passwordHash: string): LetterAccount {
  return { id, identifier, passwordHash, ...(changedAt === undefined ? {} : { changedAt }) };
}

function letterOf(
  { kind, identifier, person }: Account,
  password: string,
  { order, plan }: { order: LetterOrder; plan: LetterPlan },
): Letter {
  const { sn, givenName, childIds } = person;
  const children = childIds.flatMap((id) => plan.children.get(id) ?? []);
  return {
    ...{ kind, identifier, password, sn, givenName },
    ...(kind === 'pupil' ? classOf({ person }, order) : {}),
    children: children.map((child) => ({
      sn: child.person.sn,
      givenName: child.person.givenName,
      ...classOf(child, order),
    })),
  };
}

function classOf({ person }: Pick<Account, 'person'>, { uai }: LetterOrder): { className?: string } {
  const className = person.schools.find((school) => school.uai === uai)?.className;
  return className === undefined ? {} : { className };
}
