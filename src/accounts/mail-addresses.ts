import { dayIn } from '../calendar.js';
import type { Clock } from '../clock.js';
import type { SchoolStore } from '../directory/ports.js';
import { GatewayError } from '../errors.js';
import { readMailAddress } from '../mail-address.js';
import type { MailOrder, MessageLanguage, Messages } from '../messaging/ports.js';
import { changeOf } from './account-change.js';
import { findTransition } from './account-states.js';
import { isAtLeast, ownMailAge } from './age.js';
import type { AccountAct } from './audit-acts.js';
import type { Actor, AuditSink } from './audit-ports.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account, AccountChange, AccountState, MailOwner, PendingMail } from './ports.js';
import { holdsFor, type OpenLink, type SingleUseLinks } from './single-use-link.js';
import { updateAccount } from './update-account.js';

export interface MailAddressTools {
  accounts: Pick<AccountStore, 'findById' | 'apply'>;
  schools: Pick<SchoolStore, 'find'>;
  links: SingleUseLinks;
  messages: Pick<Messages, 'queueMail' | 'canSend'>;
  audit: AuditSink;
  clock: Clock;
  /** Where a birthday begins (TIME_ZONE). */
  timeZone: string;
  /** BASE_URL. */
  baseUrl: string;
}

/** Life of a confirmation link in seconds: 72 h (domain 5.9). */
export const confirmationSeconds = 72 * 3600;
/** The page behind the link, under BASE_URL. */
export const confirmationPath = '/adresse-mail/confirmer';
/** Mails of confirmation that an account may ask for in 24 h. */
const mostPerDay = 5;

/** The e-mail address of an account: used for nothing before who reads its mails has confirmed it (domain 4.4, 5.9). */
export class MailAddresses {
  constructor(private readonly tools: MailAddressTools) {}

  /**
   * Whose address the person may give today: a pupil's own from exactly 15 years on, a parent's before (domain 6). An unknown
   * birth date counts as under 15.
   */
  ownerFor({ kind, person }: Pick<Account, 'kind' | 'person'>): MailOwner {
    const today = dayIn(this.tools.timeZone, this.tools.clock.now());
    return kind === 'guardian' || isAtLeast(ownMailAge, person.birthDate, today) ? 'own' : 'parent';
  }

  /**
   * Notes the address, and sends there a link to confirm it; one asked for before is forgotten. Whose it is follows from the
   * age on that day. The confirmed address stays until the new one is.
   * @throws GatewayError `mail_invalid`, `mail_off` (no mail server), `too_many_links`, `busy`.
   */
  async ask(
    accountId: string,
    typed: string,
    terms: { by: Actor; language: MessageLanguage },
  ): Promise<void> {
    const { accounts, clock, messages } = this.tools;
    const address = readMailAddress(typed);
    if (address === undefined) throw new GatewayError('mail_invalid');
    if (!messages.canSend('mail')) throw new GatewayError('mail_off');
    const account = await accounts.findById(accountId);
    if (account === undefined) throw new GatewayError('account_not_usable');
    const owner = this.ownerFor(account);
    const pendingMail: PendingMail = { address, owner, askedAt: clock.now() };
    const link = await this.tools.links.make({
      ...{ purpose: 'confirm-mail', account, seconds: confirmationSeconds, mostPerDay },
      payload: { address, owner, ...(account.state === 'EN_ATTENTE_MAIL' ? { activates: 'yes' } : {}) },
    });
    await updateAccount(accountId, () => ({ pendingMail }), accounts);
    await messages.queueMail(await this.write(account, pendingMail, { ...link, language: terms.language }));
    await this.audit(account, 'account.ask-mail', terms.by);
  }

  /**
   * True once for a pupil of 15 or more whose address, confirmed or waiting, is a parent's: an own one is to be proposed, and
   * never forced (domain 6).
   */
  async propose(account: Account): Promise<boolean> {
    const ownMailProposedAt = this.tools.clock.now();
    if (!this.isForOwnMail(account) || !this.tools.messages.canSend('mail')) return false;
    const decide = (seen: Account): AccountChange | undefined =>
      this.isForOwnMail(seen) ? { ownMailProposedAt } : undefined;
    return (await updateAccount(account.id, decide, this.tools.accounts)) !== undefined;
  }

  /** Sends the link of the pending address again, as `ask`. @throws GatewayError `mail_none`, and as `ask`. */
  async askAgain(accountId: string, terms: { by: Actor; language: MessageLanguage }): Promise<void> {
    const pending = (await this.tools.accounts.findById(accountId))?.pendingMail;
    if (pending === undefined) throw new GatewayError('mail_none');
    await this.ask(accountId, pending.address, terms);
  }

  /** The person thought better of it: the address that waits is forgotten, and its link void. */
  async cancel(accountId: string, by: Actor): Promise<void> {
    const forget = (account: Account): AccountChange | undefined =>
      account.pendingMail === undefined ? undefined : { pendingMail: undefined };
    const before = await updateAccount(accountId, forget, this.tools.accounts);
    if (before !== undefined) await this.audit(before, 'account.cancel-mail', by);
  }

  /** What the page of the link shows; nothing is used. @throws GatewayError `link_…` as SingleUseLinks.open. */
  async read(token: unknown): Promise<OpenLink & { pending: PendingMail; schoolName: string | undefined }> {
    const open = await this.tools.links.open(token, 'confirm-mail');
    const pending = stillPending(open.account, open);
    if (pending === undefined) throw new GatewayError('link_void');
    return { ...open, pending, schoolName: await this.schoolName(open.account) };
  }

  /**
   * The address is confirmed by who reads its mails; the address before it is told. A guardian's account that waited for it is
   * then ACTIF, in the same document update. Once; of two who come at once the second is told the same.
   * @throws GatewayError `link_…` as SingleUseLinks.use.
   */
  async confirm(
    token: unknown,
    by: Pick<Actor, 'ip'>,
    language: MessageLanguage,
  ): Promise<{ activated: boolean }> {
    const at = this.tools.clock.now();
    const open = await this.tools.links.open(token, 'confirm-mail');
    const before = await this.settle(open, ({ address, owner }, account) => ({
      ...activation(account, at),
      ...{ mail: address, mailOwner: owner, pendingMail: undefined },
    }));
    if (before === undefined) {
      const now = await this.tools.accounts.findById(open.account.id);
      if (now?.mail !== open.link.payload['address']) throw new GatewayError('link_void');
      return { activated: open.link.payload['activates'] === 'yes' };
    }
    const { mail } = before;
    if (mail !== undefined && mail !== before.pendingMail?.address)
      await this.tellFormer(before, mail, language);
    await this.audit(before, 'account.confirm-mail', { ...by, ...readerOf(before) });
    return { activated: before.state === 'EN_ATTENTE_MAIL' };
  }

  /**
   * « Ce n'est pas mon enfant », « Je n'ai rien demandé »: the address is forgotten; an account that waited for it waits for
   * another one. @throws GatewayError `link_…`.
   */
  async refuse(token: unknown, by: Pick<Actor, 'ip'>): Promise<void> {
    const open = await this.tools.links.open(token, 'confirm-mail');
    const before = await this.settle(open, () => ({ pendingMail: undefined }));
    if (before === undefined) throw new GatewayError('link_void');
    await this.audit(before, 'account.refuse-mail', { ...by, ...readerOf(before) });
  }

  /**
   * The account first, then the link: what breaks off in between is not lost, the account no longer waits for the address.
   * Undefined: it did not wait for it any more.
   */
  private async settle(
    open: OpenLink,
    change: (pending: PendingMail, account: Account) => AccountChange | undefined,
  ): Promise<Account | undefined> {
    const decide = (account: Account): AccountChange | undefined => {
      const pending = stillPending(account, open);
      return pending === undefined ? undefined : change(pending, account);
    };
    const before = await updateAccount(open.account.id, decide, this.tools.accounts);
    await this.tools.links.end(open);
    return before;
  }

  private async write(
    account: Account,
    { address: to, owner }: PendingMail,
    terms: { token: string; expiresAt: Date; language: MessageLanguage },
  ): Promise<MailOrder> {
    const { token, ...rest } = terms;
    const { givenName } = account.person;
    const link = `${this.tools.baseUrl}${confirmationPath}?jeton=${token}`;
    if (owner === 'own') return { template: 'confirm-mail', to, parameters: { givenName, link }, ...rest };
    const schoolName = (await this.schoolName(account)) ?? account.person.schools[0]?.uai ?? '–';
    return { template: 'confirm-parent-mail', to, parameters: { givenName, schoolName, link }, ...rest };
  }

  private async tellFormer(account: Account, to: string, language: MessageLanguage): Promise<void> {
    const at = this.tools.clock.now();
    const parameters = { givenName: account.person.givenName, at: at.toISOString() };
    const expiresAt = new Date(at.getTime() + confirmationSeconds * 1000);
    await this.tools.messages.queueMail({ template: 'mail-changed', to, parameters, language, expiresAt });
  }

  private async schoolName({ person }: Account): Promise<string | undefined> {
    const uai = person.schools[0]?.uai;
    return uai === undefined ? undefined : (await this.tools.schools.find(uai))?.name;
  }

  private isForOwnMail(account: Account): boolean {
    const { kind, mail, mailOwner, pendingMail, ownMailProposedAt } = account;
    const parents = (mail !== undefined && mailOwner === 'parent') || pendingMail?.owner === 'parent';
    return kind === 'pupil' && parents && ownMailProposedAt === undefined && this.ownerFor(account) === 'own';
  }

  private audit({ id }: Account, act: AccountAct, by: Actor): Promise<void> {
    return this.tools.audit.append([{ at: this.tools.clock.now(), by, act, accountId: id, result: 'done' }]);
  }
}

/** What else confirming does to an account that waits for it. */
function activation(account: Account, at: Date): AccountChange {
  const facts = { at, by: { name: account.id, role: 'person' } } as const;
  const transition = findTransition(account, 'confirm-mail', facts);
  return 'refusal' in transition ? {} : changeOf(account, transition, facts);
}

const usable: ReadonlySet<AccountState> = new Set(['ACTIF', 'EN_ATTENTE_MAIL']);

/** The pending address that the link is about, if the account still waits for it and can be used. */
function stillPending(account: Account, { link }: OpenLink): PendingMail | undefined {
  const { pendingMail, state } = account;
  const same =
    pendingMail?.address === link.payload['address'] && pendingMail?.owner === link.payload['owner'];
  return same && usable.has(state) && holdsFor(link, account) ? pendingMail : undefined;
}

/** Who holds the link reads the mails of the address: the person, or a parent whom we do not know by name. */
function readerOf({ id, pendingMail }: Account): Pick<Actor, 'name' | 'role'> {
  return { name: pendingMail?.owner === 'parent' ? 'parent' : id, role: 'person' };
}
