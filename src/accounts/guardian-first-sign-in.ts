import { GatewayError } from '../errors.js';
import { readMailAddress } from '../mail-address.js';
import type { Messages } from '../messaging/ports.js';
import type { Actor } from './audit-ports.js';
import { changeStateIfAllowed, type StateTools } from './change-state.js';
import { declaredChildren, isShown, wrongLinks } from './guardian-children.js';
import type { ReportSink } from './guardian-ports.js';
import type { FirstSignInRecord, GuardianStep } from './journey-ports.js';
import type { Journeys, UnderWay } from './journeys.js';
import type { Account, AccountRepository } from './ports.js';

export interface GuardianFirstSignInTools {
  journeys: Journeys;
  accounts: Pick<AccountRepository, 'findById' | 'findMany'>;
  messages: Pick<Messages, 'canSend'>;
  reports: ReportSink;
  stateTools: StateTools;
}

/** Which page follows which. */
export const guardianStepAfter = {
  mail: 'children',
  children: 'guardian-password',
  'guardian-password': 'mail-wait',
} as const satisfies Partial<Record<GuardianStep, GuardianStep>>;

/** A child of the list, and whether it is ticked as not the guardian's. */
export interface ListedChild {
  child: Account;
  disowned: boolean;
}

/**
 * From a letter to an account that waits for its e-mail (domain 9, « Distribution »): address, children, password. Nothing is
 * written into the account before the end, so that a journey broken off leaves the letter valid.
 */
export class GuardianFirstSignIn {
  constructor(private readonly tools: GuardianFirstSignInTools) {}

  /** Takes the address, which is mandatory (domain 4.4). @throws GatewayError `mail_invalid`, `activation_needs_mail`. */
  async giveMail({ record }: UnderWay, typed: string): Promise<void> {
    const mail = readMailAddress(typed);
    if (mail === undefined) throw new GatewayError('mail_invalid');
    if (!this.tools.messages.canSend('mail')) throw new GatewayError('activation_needs_mail');
    await this.advance(record, { mail, step: guardianStepAfter.mail });
  }

  /** The children that the school records attach; ticked are those reported before, on another letter too. */
  async children({ record, account }: UnderWay): Promise<ListedChild[]> {
    const hidden = { hiddenChildIds: record.hiddenChildIds ?? account.hiddenChildIds ?? [] };
    const children = await declaredChildren(account, this.tools.accounts);
    return children.map((child) => ({ child, disowned: !isShown(hidden, child.id) }));
  }

  /**
   * Takes the list. All of them ticked is no activation: `sure`, the schools are told, the letter having come to the wrong
   * person, and the journey ends. Gives what follows; `unsure`: it has to be asked.
   */
  async takeChildren(
    { record, account }: UnderWay,
    children: readonly ListedChild[],
    sure: boolean,
  ): Promise<'next' | 'unsure' | 'disowned'> {
    const disowned = children.filter((one) => one.disowned).map(({ child }) => child);
    if (disowned.length === children.length && children.length > 0) {
      if (!sure) return 'unsure';
      await this.report(account, disowned);
      await this.tools.journeys.remove(record);
      return 'disowned';
    }
    const hiddenChildIds = disowned.map(({ id }) => id);
    await this.advance(record, { hiddenChildIds, step: guardianStepAfter.children });
    return 'next';
  }

  /**
   * With the hash of the password chosen the account waits for its address, and the schools are told of the children who are
   * not the guardian's. True: this call did it; a form sent twice does it once.
   * @throws GatewayError `journey_expired`, also when another letter was made or the state changed meanwhile; `busy`.
   */
  async finish(underWay: UnderWay, chosen: string, by: Actor): Promise<boolean> {
    const { journeys, accounts, stateTools } = this.tools;
    await this.advance(underWay.record, { passwordHash: chosen });
    const record = await journeys.again(underWay.record);
    const { passwordHash, mail, hiddenChildIds = [], passwordMark: given } = record;
    const account = await accounts.findById(record.accountId);
    if (account === undefined || passwordHash === undefined || mail === undefined)
      throw new GatewayError('journey_expired');
    const disowned = (await declaredChildren(account, accounts)).filter(({ id }) =>
      hiddenChildIds.includes(id),
    );
    await this.report(
      account,
      disowned.filter(({ id }) => isShown(account, id)),
    );
    const pendingMail = { address: mail, owner: 'own', askedAt: stateTools.clock.now() } as const;
    const facts = {
      by,
      passwordHash,
      given,
      pendingMail,
      hiddenChildIds,
      activatedBy: 'distribution',
    } as const;
    const done =
      account.passwordHash !== passwordHash &&
      (await changeStateIfAllowed(account, 'await-mail', facts, stateTools));
    const now = await accounts.findById(account.id);
    if (now?.passwordHash !== passwordHash) throw new GatewayError('journey_expired');
    await journeys.change(record, { step: guardianStepAfter['guardian-password'] });
    return done;
  }

  private report(account: Account, children: readonly Account[]): Promise<void> {
    return this.tools.reports.file(wrongLinks(account, children, this.tools.stateTools.clock.now()));
  }

  /** A form sent twice at once counts once. @throws GatewayError `journey_expired`. */
  private async advance(record: FirstSignInRecord, change: Parameters<Journeys['change']>[1]): Promise<void> {
    if (!(await this.tools.journeys.change(record, change))) await this.tools.journeys.again(record);
  }
}
