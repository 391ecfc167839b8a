import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { newToken, type Random } from '../random.js';
import { whatPasswordOpens } from './account-states.js';
import type {
  FirstSignInRecord,
  FirstSignInRepository,
  FirstSignInStep,
  JourneyEnd,
} from './journey-ports.js';
import { passwordMark } from './password-mark.js';
import type { Account, AccountRepository } from './ports.js';

export interface JourneyTools {
  firstSignIns: FirstSignInRepository;
  accounts: Pick<AccountRepository, 'findById'>;
  clock: Clock;
  random: Random;
}

/** A journey, and the account as it is now. */
export interface UnderWay {
  record: FirstSignInRecord;
  account: Account;
}

/** Time in seconds from the provisional password to the end: a class of beginners takes its time. */
export const journeySeconds = 3600;

/** First sign-ins under way, of pupils and of guardians: each is known by the secret that its browser keeps. */
export class Journeys {
  constructor(private readonly tools: JourneyTools) {}

  /** Begins a journey at `step`, the password of the account having been right. Gives the secret that its browser keeps. */
  async begin(
    account: Account,
    at: { step: FirstSignInStep; end: JourneyEnd },
  ): Promise<{ secret: string; expiresAt: Date }> {
    const { firstSignIns, clock, random } = this.tools;
    const secret = newToken(random, 32);
    const expiresAt = new Date(clock.now().getTime() + journeySeconds * 1000);
    await firstSignIns.add({
      ...{ id: hashOf(secret), accountId: account.id, ...at, expiresAt },
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
    const opens = whatPasswordOpens(account, clock.now());
    const finished = record.passwordHash !== undefined && record.passwordHash === account.passwordHash;
    if (finished && record.step !== 'mail-wait') return { record, account };
    if (typeof opens === 'object') throw new GatewayError(opens.refusal);
    if (!finished && passwordMark(account) !== record.passwordMark) throw new GatewayError('journey_expired');
    return { record, account };
  }

  /** Writes `change`; false when the browser sent two forms at once, or the journey is over. */
  change(
    record: FirstSignInRecord,
    change: Parameters<FirstSignInRepository['change']>[1],
  ): Promise<boolean> {
    return this.tools.firstSignIns.change(record, change);
  }

  /** The journey as it is stored now. @throws GatewayError `journey_expired`. */
  async again({ id }: FirstSignInRecord): Promise<FirstSignInRecord> {
    const now = await this.tools.firstSignIns.read(id, this.tools.clock.now());
    if (now === undefined) throw new GatewayError('journey_expired');
    return now;
  }

  remove({ id }: FirstSignInRecord): Promise<void> {
    return this.tools.firstSignIns.remove(id);
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
