import { GatewayError } from '../errors.js';
import type { Actor } from './audit-ports.js';
import { changeStateIfAllowed, type StateTools } from './change-state.js';
import { choosePassword, type ChoosePasswordTools } from './choose-password.js';
import { countFailure } from './count-failure.js';
import type { FirstSignInRecord, PupilStep } from './journey-ports.js';
import type { Journeys, UnderWay } from './journeys.js';
import type { LockRules } from './lock-out.js';
import type { MailAddresses } from './mail-addresses.js';
import type { PasswordFault } from './password-policy.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account } from './ports.js';

export interface FirstSignInTools extends ChoosePasswordTools {
  journeys: Journeys;
  accounts: Pick<AccountStore, 'findById' | 'recordFailure'>;
  stateTools: StateTools;
  mailAddresses: Pick<MailAddresses, 'ownerFor'>;
  clock: StateTools['clock'];
  lock: LockRules;
}

/** Which page follows which. */
export const stepAfter = { 'birth-date': 'password', password: 'information' } as const satisfies Partial<
  Record<PupilStep, PupilStep>
>;

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
      if (await this.tools.journeys.change(seen, change)) {
        if (wrongBirthDates >= birthDateTries) await this.giveUp(seen);
        return right;
      }
      seen = await this.tools.journeys.again(seen);
    }
    throw new GatewayError('busy');
  }

  /** Takes the password chosen, or says all that is wrong with it. @throws GatewayError `busy`. */
  async choosePassword({ record, account }: UnderWay, password: string): Promise<readonly PasswordFault[]> {
    const chosen = await choosePassword(password, account, this.tools);
    if ('faults' in chosen) return chosen.faults;
    const change = { step: stepAfter.password, passwordHash: chosen.hash };
    if (!(await this.tools.journeys.change(record, change))) await this.tools.journeys.again(record);
    return [];
  }

  /**
   * Activates the account with the password chosen, and notes the address given, if any, as one to be confirmed. Gives the account
   * as it is now, and whether this call did it: a form sent twice is one activation.
   * @throws GatewayError as `find`, when another letter was made or the state changed meanwhile.
   */
  async finish(
    { record, account }: UnderWay,
    { by, mail }: { by: Actor; mail?: string },
  ): Promise<{ account: Account; activated: boolean }> {
    const { passwordHash, passwordMark: given, accountId } = record;
    const { accounts, stateTools, mailAddresses, journeys } = this.tools;
    if (passwordHash === undefined) throw new GatewayError('journey_expired');
    const askedAt = stateTools.clock.now();
    const pendingMail = mail && { address: mail, owner: mailAddresses.ownerFor(account), askedAt };
    const facts = { by, passwordHash, given, ...(pendingMail ? { pendingMail } : {}) };
    const activated =
      account.passwordHash !== passwordHash &&
      (await changeStateIfAllowed(account, 'activate', facts, stateTools));
    const now = await accounts.findById(accountId);
    await journeys.remove(record);
    if (now?.state === 'ACTIF' && now.passwordHash === passwordHash) return { account: now, activated };
    throw new GatewayError('journey_expired');
  }

  private async giveUp(record: FirstSignInRecord): Promise<never> {
    await this.tools.journeys.remove(record);
    await countFailure(record.accountId, this.tools);
    throw new GatewayError('birth_dates_wrong');
  }
}
