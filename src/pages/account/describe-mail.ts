import { confirmationSeconds, mailOwnerFor } from '../../accounts/mail-addresses.js';
import type { Account, MailOwner } from '../../accounts/ports.js';
import type { Language } from '../../languages.js';
import { writtenInstant } from './written-time.js';

/** The address in use and the one that waits to be confirmed, each in the words for whose it is (domain 5.9, 6). */
export function describeMail(account: Account, { language, now }: { language: Language; now: Date }) {
  const { mail, mailOwner, pendingMail } = account;
  const wanted = pendingMail?.owner ?? mailOwnerFor(account, now);
  const owner = mail === undefined ? wanted : (mailOwner ?? 'own');
  return {
    address: mail,
    titleKey: `account.mail-title${suffix(owner)}`,
    noneKey: `account.mail-none${suffix(owner)}`,
    useKey: `account.mail-use${suffix(owner)}`,
    ...(pendingMail === undefined ? {} : { pending: describePending(pendingMail, { language, now }) }),
  };
}

function describePending(
  { address, owner, askedAt }: NonNullable<Account['pendingMail']>,
  { language, now }: { language: Language; now: Date },
) {
  const until = new Date(askedAt.getTime() + confirmationSeconds * 1000);
  const expired = until <= now;
  return {
    address,
    expired,
    mustKey: `account.mail-must${suffix(owner)}`,
    stateKey: expired ? 'account.mail-expired' : 'account.mail-waiting',
    until: writtenInstant(until, language),
  };
}

/** Texts of a parent's address speak to a child. */
const suffix = (owner: MailOwner): string => (owner === 'parent' ? '-parent' : '');
