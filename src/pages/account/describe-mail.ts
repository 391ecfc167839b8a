import { confirmationSeconds } from '../../accounts/mail-addresses.js';
import type { Account, MailOwner } from '../../accounts/ports.js';
import { writtenInstant, type TimeStyle } from '../../written-time.js';

interface Terms extends TimeStyle {
  now: Date;
  /** Whose address the person may give today. */
  owner: MailOwner;
}

/** The address in use and the one that waits to be confirmed, each in the words for whose it is (domain 5.9, 6). */
export function describeMail(account: Account, terms: Terms) {
  const { mail, mailOwner, pendingMail } = account;
  const wanted = pendingMail?.owner ?? terms.owner;
  const owner = mail === undefined ? wanted : (mailOwner ?? 'own');
  return {
    address: mail,
    titleKey: `account.mail-title${suffix(owner)}`,
    noneKey: `account.mail-none${suffix(owner)}`,
    useKey: `account.mail-use${suffix(owner)}`,
    ...(pendingMail === undefined ? {} : { pending: describePending(pendingMail, terms) }),
  };
}

function describePending(
  { address, owner, askedAt }: NonNullable<Account['pendingMail']>,
  { now, ...style }: Terms,
) {
  const until = new Date(askedAt.getTime() + confirmationSeconds * 1000);
  const expired = until <= now;
  return {
    address,
    expired,
    mustKey: `account.mail-must${suffix(owner)}`,
    stateKey: expired ? 'account.mail-expired' : 'account.mail-waiting',
    until: writtenInstant(until, style),
  };
}

/** Texts of a parent's address speak to a child. */
const suffix = (owner: MailOwner): string => (owner === 'parent' ? '-parent' : '');
