import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.js';
import { newToken, type Random } from '../random.js';
import { whatPasswordOpens } from './account-states.js';
import type { Actor } from './audit-ports.js';
import { changeState, TransitionRefusedError, type StateTools } from './change-state.js';
import { choosePassword, type ChoosePasswordTools } from './choose-password.js';
import { countFailure } from './count-failure.js';
import type {
  FirstSignInRecord,
  FirstSignInRepository,
  FirstSignInStep,
  JourneyEnd,
} from './journey-ports.js';
import type { LockRules } from './lock-out.js';
import type { PasswordFault } from './password-policy.js';
import { passwordMark } from './password-mark.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account } from './ports.js';

export interface FirstSignInTools extends ChoosePasswordTools {
  firstSignIns: FirstSignInRepository;
  accounts: Pick<AccountStore, 'findById' | 'recordFailure'>;
  stateTools: StateTools;
  clock: StateTools['clock'];
  random: Random;
  lock: LockRules;
}

/** A journey, and the account as it is now. */
export interface UnderWay {
  record: FirstSignInRecord;
  account: Account;
}

/** Which page follows which. */
export const stepAfter = { 'birth-date': 'password', password: 'information' } as const satisfies Partial<
  Record<FirstSignInStep, FirstSignInStep>
>;

/** Time in seconds from the provisional password to the end: a class of beginners takes its time. */
export const journeySeconds = 3600;
/** Wrong birth dates that end a journey (domain 6.3). */
const birthDateTries = 3;
/** Times a step is taken again when the browser sent two at once. */
const tries = 20;

/**
 * The first sign-in of a pupil (domain 6): birth date, password, information; the account becomes ACTIF at the end and not
 * before, so that a journey broken off leaves the letter valid.
 */
export class FirstSignIn {
  constructor(private readonly tools: FirstSignInTools) {}

  /** Begins a journey of an account whose provisional password was right. Gives the secret that its browser keeps. */
  async begin(account: Account, end: JourneyEnd): Promise<{ secret: string; expiresAt: Date }> {
    const { firstSignIns, clock, random } = this.tools;
    const secret = newToken(random, 32);
    const expiresAt = new Date(clock.now().getTime() + journeySeconds * 1000);
    await firstSignIns.add({
      ...{ id: hashOf(secret), accountId: account.id, step: 'birth-date', end, expiresAt },
      ...{ passwordMark: passwordMark(account), wrongBirthDates: 0, version: 1 },
    });
    return { secret, expiresAt };
  }

  /**
   * Where the browser that keeps `secret` is.
   * @throws GatewayError `journey_expired`; or what the account's state now says, as `letter_expired`.
   */
  async find(secret: string | undefined): Promise<UnderWay> {
    const { firstSignIns, accounts, clock } = this.tools;
    const record = secret === undefined ? undefined : await firstSignIns.read(hashOf(secret), clock.now());
    const account = record === undefined ? undefined : await accounts.findById(record.accountId);
    if (record === undefined || account === undefined) throw new GatewayError('journey_expired');
    const finished = record.passwordHash !== undefined && record.passwordHash === account.passwordHash;
    if (finished) return { record, account };
    const opens = whatPasswordOpens(account, clock.now());
    if (typeof opens === 'object') throw new GatewayError(opens.refusal);
    if (passwordMark(account) !== record.passwordMark) throw new GatewayError('journey_expired');
    return { record, account };
  }

  /**
   * Takes a birth date, `YYYY-MM-DD`. Each answer has its own place among the tries, whatever is sent at once.
   * @throws GatewayError `birth_dates_wrong` at the third wrong one: the journey is over, and counts as one wrong password.
   */
  async confirmBirthDate({ record, account }: UnderWay, typed: string): Promise<boolean> {
    const right = account.person.birthDate === typed;
    let seen = record;
    for (let count = 0; count < tries; count += 1) {
      if (seen.step !== 'birth-date') return true;
      if (seen.wrongBirthDates >= birthDateTries) throw new GatewayError('journey_expired');
      const wrongBirthDates = right ? seen.wrongBirthDates : seen.wrongBirthDates + 1;
      const change = right ? { step: stepAfter['birth-date'] } : { wrongBirthDates };
      if (await this.tools.firstSignIns.change(seen, change)) {
        if (wrongBirthDates >= birthDateTries) await this.giveUp(seen);
        return right;
      }
      seen = await this.again(seen);
    }
    throw new GatewayError('busy');
  }

  /** Takes the password chosen, or says all that is wrong with it. @throws GatewayError `busy`. */
  async choosePassword({ record, account }: UnderWay, password: string): Promise<readonly PasswordFault[]> {
    const chosen = await choosePassword(password, account, this.tools);
    if ('faults' in chosen) return chosen.faults;
    const change = { step: stepAfter.password, passwordHash: chosen.hash };
    if (!(await this.tools.firstSignIns.change(record, change))) await this.again(record);
    return [];
  }

  /**
   * Activates the account with the password chosen. Gives the account as it is now, and whether this call did it: a form sent
   * twice is one activation.
   * @throws GatewayError as `find`, when another letter was made or the state changed meanwhile.
   */
  async finish({ record, account }: UnderWay, by: Actor): Promise<{ account: Account; activated: boolean }> {
    const { passwordHash, passwordMark: given, accountId } = record;
    const { accounts, stateTools, firstSignIns } = this.tools;
    if (passwordHash === undefined) throw new GatewayError('journey_expired');
    const facts = { by, passwordHash, given };
    const activated =
      account.passwordHash !== passwordHash &&
      (await changeState(account, 'activate', facts, stateTools).then(
        () => true,
        (error: unknown) => {
          if (error instanceof TransitionRefusedError) return false;
          throw error;
        },
      ));
    const now = await accounts.findById(accountId);
    await firstSignIns.remove(record.id);
    if (now?.state === 'ACTIF' && now.passwordHash === passwordHash) return { account: now, activated };
    throw new GatewayError('journey_expired');
  }

  private async giveUp({ id, accountId }: FirstSignInRecord): Promise<never> {
    await this.tools.firstSignIns.remove(id);
    await countFailure(accountId, this.tools);
    throw new GatewayError('birth_dates_wrong');
  }

  private async again({ id }: FirstSignInRecord): Promise<FirstSignInRecord> {
    const now = await this.tools.firstSignIns.read(id, this.tools.clock.now());
    if (now === undefined) throw new GatewayError('journey_expired');
    return now;
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
