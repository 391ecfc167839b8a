import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { DateTries, DateTriesRepository } from './activation-ports.js';
import { attachedChildren } from './attached-children.js';
import { schoolsOf } from './guardian-children.js';
import type { Actor, AuditSink } from './audit-ports.js';
import type { ReportSink } from './guardian-ports.js';
import type { Account, AccountRepository } from './ports.js';

export interface BirthDateTools {
  accounts: Pick<AccountRepository, 'findMany'>;
  dateTries: DateTriesRepository;
  reports: ReportSink;
  audit: AuditSink;
  clock: Clock;
}

/** Wrong answers that close this way for a guardian, and for how many milliseconds (domain 8.4). */
export const dateTries = 3;
const lockMilliseconds = 24 * 3_600_000;
/** Times an answer is counted again when others came at once: at most the wrong ones that there may be, and one more. */
const rounds = dateTries + 2;

export type DatesAnswer = 'right' | 'wrong' | 'locked';

/**
 * Looks at the birth dates (`YYYY-MM-DD`) of all children of a guardian, in any order; twins have one twice. Each answer has its own
 * place among the tries, from whatever browser it comes. The third wrong one closes this way for 24 h, and the schools are told.
 * @throws GatewayError `busy`.
 */
export async function answerBirthDates(
  guardian: Account,
  typed: readonly string[],
  by: Actor,
  tools: BirthDateTools,
): Promise<DatesAnswer> {
  const children = await attachedChildren(guardian, tools.accounts);
  const expected = children.map(({ person }) => person.birthDate);
  const right = expected.length > 0 && sameDates(expected, typed);
  for (let round = 0; round < rounds; round += 1) {
    const now = tools.clock.now();
    const seen = await tools.dateTries.read(guardian.id, now);
    if (isLocked(seen, now)) return 'locked';
    const until = new Date(now.getTime() + lockMilliseconds);
    const wrong = right ? 0 : seen.wrong + 1;
    const locks = wrong >= dateTries;
    const next = locks ? { wrong, lockedUntil: until } : { wrong };
    if (!(await tools.dateTries.save(seen, next, until))) continue;
    if (locks) await tellSchools(guardian, schoolsOf(children), by, tools);
    if (right) return 'right';
    return locks ? 'locked' : 'wrong';
  }
  throw new GatewayError('busy', { detail: 'birth dates of one guardian are answered all the time' });
}

/** True while this way is closed for the guardian. */
export async function isWayLocked(
  accountId: string,
  { dateTries: tries, clock }: Pick<BirthDateTools, 'dateTries' | 'clock'>,
): Promise<boolean> {
  return isLocked(await tries.read(accountId, clock.now()), clock.now());
}

function isLocked({ lockedUntil }: DateTries, now: Date): boolean {
  return lockedUntil !== undefined && lockedUntil > now;
}

function sameDates(expected: readonly string[], typed: readonly string[]): boolean {
  return [...expected].sort().join() === [...typed].sort().join();
}

async function tellSchools(
  { id }: Account,
  uais: readonly string[],
  by: Actor,
  { reports, audit, clock }: BirthDateTools,
): Promise<void> {
  const at = clock.now();
  await reports.file([{ kind: 'self-registration-locked', guardianId: id, uais, at }]);
  await audit.append([{ at, by, act: 'activation.lock', accountId: id, result: 'done' }]);
}
