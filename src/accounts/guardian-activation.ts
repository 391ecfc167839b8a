import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { newToken } from '../random.js';
import type {
  ActivationChange,
  ActivationRecord,
  ActivationRepository,
  AskedFor,
  OwnActivationPath,
} from './activation-ports.js';
import { drawCode, sendCode, takeCode, type AskForCodeTools, type AskTerms } from './ask-for-code.js';
import type { Actor } from './audit-ports.js';
import { answerBirthDates, type BirthDateTools, type DatesAnswer } from './child-birth-dates.js';
import { choosePassword, type ChoosePasswordTools } from './choose-password.js';
import type { FranceConnectIdentity } from './guardian-ports.js';
import { obstacleOf, stepAfter, type Obstacle } from './guardian-steps.js';
import type { JourneyEnd } from './journey-ports.js';
import { answersOfAll, endOfCode, isRightCode, type CodeEnd } from './one-time-code.js';
import type { PasswordFault } from './password-policy.js';
import type { Account, AccountRepository } from './ports.js';

export interface GuardianActivationTools extends AskForCodeTools, BirthDateTools, ChoosePasswordTools {
  activations: ActivationRepository;
  accounts: AskForCodeTools['accounts'] & Pick<AccountRepository, 'findById' | 'findMany'>;
  clock: Clock;
  /** Setting SMS_PER_DAY. */
  smsPerDay: number;
}

/** A journey, and the account whose mobile was proved, as it is now. */
export interface ActivationUnderWay {
  record: ActivationRecord;
  account?: Account;
  /** The journey cannot go on: its page says why. */
  obstacle?: Obstacle;
}

/** `moved`: the journey is past its code. */
export type CodeAnswer = 'right' | 'wrong' | 'moved' | CodeEnd;

/** Time in seconds from the number to the end, as for the first sign-in of a pupil. */
export const activationSeconds = 3600;
/** Times a step is taken again when the browser sent several at once: more than one code takes answers. */
const rounds = 10;

/**
 * A guardian's activation by self-registration (domain 8) or after FranceConnect (domain 7): the mobile that the school knows,
 * the birth dates of the children, a password where one is needed; `finishActivation` takes the address. The account changes
 * at the end and not before: who leaves in between begins again with the same number.
 */
export class GuardianActivation {
  constructor(private readonly tools: GuardianActivationTools) {}

  /** Begins a journey at its first page. Gives the secret that its browser keeps. */
  async begin(order: {
    path: OwnActivationPath;
    identity?: FranceConnectIdentity;
    end: JourneyEnd;
  }): Promise<{ secret: string; expiresAt: Date }> {
    const { secret, record } = this.draft(order);
    await this.tools.activations.add(record);
    return { secret, expiresAt: record.expiresAt };
  }

  /**
   * Begins a self-registration with what was typed on its first page. `send` looks it up, and is called after the answer.
   * @throws GatewayError as `ask`; nothing is stored then.
   */
  async register(
    order: { asked: AskedFor; end: JourneyEnd },
    terms: AskTerms,
  ): Promise<{ secret: string; expiresAt: Date; send: () => Promise<void> }> {
    const { asked } = order;
    await takeCode(asked, terms, this.tools);
    const { secret, record } = this.draft({ path: 'self-registration', end: order.end });
    const drawn = drawCode(record.id, this.tools);
    const step = stepAfter(record.path, 'mobile');
    const waiting: ActivationRecord & { asked: AskedFor } = { ...record, step, asked, code: drawn.sent };
    await this.tools.activations.add(waiting);
    const send = (): Promise<void> => sendCode(waiting, drawn, terms, this.tools);
    return { secret, expiresAt: record.expiresAt, send };
  }

  /**
   * Draws a code for what was typed, or for what was typed before; the former code is void. Gives what is to be done after the
   * answer: it looks up whose number it is.
   * @throws GatewayError `too_many_codes`, `sms_budget_used`, `activation_expired`, `busy`.
   */
  async ask({ record }: ActivationUnderWay, terms: AskTerms, typed?: AskedFor): Promise<() => Promise<void>> {
    const asked = typed ?? record.asked;
    if (asked === undefined) throw new GatewayError('activation_expired');
    await takeCode(asked, terms, this.tools);
    const drawn = drawCode(record.id, this.tools);
    const change = { step: stepAfter(record.path, 'mobile'), asked, code: drawn.sent };
    const changed = await this.change(record, ({ step }) =>
      step === 'mobile' || step === 'code' ? change : undefined,
    );
    if (changed === undefined) return async () => {};
    return () => sendCode({ ...changed, asked }, drawn, terms, this.tools);
  }

  /** Where the browser that keeps `secret` is. @throws GatewayError `activation_expired`. */
  async find(secret: string | undefined): Promise<ActivationUnderWay> {
    const { activations, accounts, clock } = this.tools;
    const record = secret === undefined ? undefined : await activations.read(hashOf(secret), clock.now());
    if (record === undefined) throw new GatewayError('activation_expired');
    if (record.accountId === undefined) return { record };
    const account = await accounts.findById(record.accountId);
    const obstacle = await obstacleOf(record, account, this.tools);
    return { record, ...(account ? { account } : {}), ...(obstacle ? { obstacle } : {}) };
  }

  /**
   * Takes six digits. Each answer takes its place among the three of the code before it is looked at, whatever is sent at once
   * (security R04); a number that no school knows is answered by the same steps (R01).
   * @throws GatewayError `too_many_answers`, `activation_expired`, `busy`.
   */
  async answerCode({ record }: ActivationUnderWay, typed: string): Promise<CodeAnswer> {
    const { activations, allowances, clock, smsPerDay } = this.tools;
    let seen = record;
    for (let round = 0; round < rounds; round += 1) {
      const now = clock.now();
      if (seen.step !== 'code' || seen.code === undefined) return 'moved';
      const end = endOfCode(seen.code, now);
      if (end !== undefined) return end;
      const code = { ...seen.code, answers: seen.code.answers + 1 };
      if (await activations.change(seen, { code })) {
        if (!(await allowances.take('codes answered', answersOfAll(smsPerDay), now)))
          throw new GatewayError('too_many_answers');
        if (!isRightCode(code, typed, seen.id, this.tools)) return endOfCode(code, now) ?? 'wrong';
        const { mac, accountId } = code;
        const step = stepAfter(seen.path, 'code');
        const proved = await this.change(record, (stored) =>
          stored.code?.mac === mac ? { step, accountId, code: undefined } : undefined,
        );
        return proved === undefined ? 'moved' : 'right';
      }
      seen = await this.again(seen);
    }
    throw new GatewayError('busy', { detail: 'a code is answered all the time' });
  }

  /** Takes the birth dates of all children, `YYYY-MM-DD`. @throws GatewayError `activation_expired`, `busy`. */
  async answerDates(
    { record, account }: ActivationUnderWay,
    typed: readonly string[],
    by: Actor,
  ): Promise<DatesAnswer> {
    if (account === undefined) throw new GatewayError('activation_expired');
    const answer = await answerBirthDates(account, typed, by, this.tools);
    if (answer === 'right') await this.leave(record, {});
    return answer;
  }

  /** Takes the password chosen, or says all that is wrong with it. @throws GatewayError `activation_expired`, `busy`. */
  async choosePassword(
    { record, account }: ActivationUnderWay,
    password: string,
  ): Promise<readonly PasswordFault[]> {
    if (account === undefined) throw new GatewayError('activation_expired');
    const chosen = await choosePassword(password, account, this.tools);
    if ('faults' in chosen) return chosen.faults;
    await this.leave(record, { passwordHash: chosen.hash });
    return [];
  }

  /** Back to the page of the address, to correct it. @throws GatewayError `activation_expired`, `busy`. */
  async correctMail({ record }: ActivationUnderWay): Promise<void> {
    await this.change(record, ({ step }) => (step === 'sent' ? { step: 'mail' } : undefined));
  }

  /** Leaves the step where `record` is, if the browser still is there: a form sent twice is one step. */
  private async leave({ id, step, path }: ActivationRecord, change: ActivationChange): Promise<void> {
    const next = { ...change, step: stepAfter(path, step) };
    await this.change({ id }, (stored) => (stored.step === step ? next : undefined));
  }

  private draft({ path, identity, end }: Parameters<GuardianActivation['begin']>[0]) {
    const { clock, random } = this.tools;
    const secret = newToken(random, 32);
    const expiresAt = new Date(clock.now().getTime() + activationSeconds * 1000);
    const record: ActivationRecord = {
      ...{ id: hashOf(secret), path, step: 'mobile', end, expiresAt, version: 1 },
      ...(identity === undefined ? {} : { identity }),
    };
    return { secret, record };
  }

  /** Writes what `decide` makes of the journey as it is stored; gives it as it is then, undefined when it decided nothing. */
  private async change(
    record: Pick<ActivationRecord, 'id'>,
    decide: (stored: ActivationRecord) => ActivationChange | undefined,
  ): Promise<ActivationRecord | undefined> {
    for (let round = 0; round < rounds; round += 1) {
      const stored = await this.again(record);
      const change = decide(stored);
      if (change === undefined) return undefined;
      if (await this.tools.activations.change(stored, change))
        return { ...stored, ...change, version: stored.version + 1 } as ActivationRecord;
    }
    throw new GatewayError('busy', { detail: 'an activation is changed all the time' });
  }

  private async again({ id }: Pick<ActivationRecord, 'id'>): Promise<ActivationRecord> {
    const now = await this.tools.activations.read(id, this.tools.clock.now());
    if (now === undefined) throw new GatewayError('activation_expired');
    return now;
  }
}

/** Under what a journey is stored. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
