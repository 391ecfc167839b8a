import type { AuditEntry } from './audit-ports.js';
import { move, TransitionRefusedError } from './change-state.js';
import type { LetterAccount, LetterRun } from './letter-ports.js';
import type { LetterTools } from './letter-tools.js';
import type { Account } from './ports.js';

/** What became of a run. */
export interface Outcome {
  /** Where the documents are; empty: they are gone and their passwords void. */
  files: readonly string[];
  /** Letters that are valid. */
  valid: number;
  /** Identifiers whose account changed while the letter was made: that letter in the documents is void. */
  skipped: readonly string[];
}

/** Accounts changed at once. */
const atOnce = 16;

/**
 * Puts the passwords of a run in force, makes its documents findable, records it. Every step can be run again: an account
 * that has the hash already is left as it is, and one that changed otherwise since the letter was written keeps its state.
 */
export async function putInForce(run: LetterRun, tools: LetterTools): Promise<Outcome> {
  const valid: LetterAccount[] = [];
  const skipped: LetterAccount[] = [];
  for (let start = 0; start < run.accounts.length; start += atOnce) {
    const some = run.accounts.slice(start, start + atOnce);
    const done = await Promise.all(some.map((account) => notifyOne(account, run, tools)));
    some.forEach((account, index) => (done[index] === true ? valid : skipped).push(account));
  }
  const published = await Promise.all(run.files.map((file) => tools.output.publish(file)));
  const lost = published.some((there) => !there);
  if (lost) await voidAll(run, tools);
  await tools.audit.append(entriesOf(run, { valid: lost ? [] : valid, lost }));
  await tools.runs.remove(run.id);
  const files = lost ? [] : run.files.map(({ final }) => final);
  return { files, valid: lost ? 0 : valid.length, skipped: skipped.map(({ identifier }) => identifier) };
}

async function notifyOne(letter: LetterAccount, run: LetterRun, tools: LetterTools): Promise<boolean> {
  const { accounts, sessions } = tools;
  const account = await accounts.findById(letter.id);
  if (account === undefined) return false;
  const done = account.passwordHash === letter.passwordHash;
  if (!done && !isUnchanged(account, letter)) return false;
  if (!done && !(await notify(account, letter, run, tools))) return false;
  await sessions.removeOfAccount(account.id);
  return true;
}

async function notify(
  account: Account,
  letter: LetterAccount,
  run: LetterRun,
  tools: LetterTools,
): Promise<boolean> {
  const { madeAt: at, expiresAt, by } = run;
  const { passwordHash } = letter;
  try {
    await move(account, 'notify', { at, by, expiresAt, passwordHash, confirmed: true }, tools);
    return true;
  } catch (error) {
    if (error instanceof TransitionRefusedError) return false;
    throw error;
  }
}

function isUnchanged({ changedAt }: Account, letter: LetterAccount): boolean {
  return changedAt?.getTime() === letter.changedAt?.getTime();
}

/** The documents are gone, so nobody knows these passwords: they show as EXPIRE, to be notified again. */
async function voidAll(run: LetterRun, tools: LetterTools): Promise<void> {
  const at = tools.clock.now();
  for (const letter of run.accounts) {
    const account = await tools.accounts.findById(letter.id);
    if (account?.passwordHash !== letter.passwordHash) continue;
    await move(account, 'void-letter', { at, by: run.by }, tools);
  }
  await tools.output.discard(run.files);
}

function entriesOf(
  run: LetterRun,
  { valid, lost }: { valid: readonly LetterAccount[]; lost: boolean },
): AuditEntry[] {
  const { madeAt: at, by, uai, className, kind } = run;
  const detail = [uai, className, kind].filter((part) => part !== undefined).join(' ');
  const whole: AuditEntry = {
    at,
    by,
    act: 'letters.make',
    count: valid.length,
    detail,
    result: lost ? 'refused' : 'done',
  };
  return [
    whole,
    ...valid.map(({ id }): AuditEntry => ({ at, by, act: 'account.notify', accountId: id, result: 'done' })),
  ];
}
