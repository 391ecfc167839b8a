import { GatewayError } from '../errors.js';
import { mailKey, readMailAddress } from '../mail-address.js';
import type { MessageLanguage, Messages } from '../messaging/ports.js';
import type { ActivationRecord, ActivationRepository } from './activation-ports.js';
import { attachedChildren } from './attached-children.js';
import { schoolsOf } from './guardian-children.js';
import type { Actor } from './audit-ports.js';
import {
  changeState,
  changeStateIfAllowed,
  TransitionRefusedError,
  type StateTools,
} from './change-state.js';
import type { ActivationUnderWay } from './guardian-activation.js';
import type { FranceConnectIdentity, ReportSink, SubjectLinks } from './guardian-ports.js';
import { stepAfter } from './guardian-steps.js';
import type { MailAddresses } from './mail-addresses.js';
import type { Account, AccountRepository } from './ports.js';
import { sameName } from './same-name.js';

export interface FinishActivationTools {
  activations: Pick<ActivationRepository, 'change' | 'remove'>;
  accounts: Pick<AccountRepository, 'findById' | 'findMany'>;
  mailAddresses: Pick<MailAddresses, 'askAgain'>;
  messages: Pick<Messages, 'canSend'>;
  /** Absent: FranceConnect is not set up. */
  subjectLinks?: SubjectLinks;
  reports: ReportSink;
  stateTools: StateTools;
}

export interface FinishTerms {
  by: Actor;
  language: MessageLanguage;
}

/**
 * Takes the address, and with it the password chosen and the FranceConnect identity. An address that FranceConnect gave and the
 * person kept needs no link (domain 7.4): gives the account, which is ACTIF. Else the account is EN_ATTENTE_MAIL, a link is on its
 * way, and undefined is given. A call broken off can be made again.
 * @throws GatewayError `mail_invalid`, `mail_off`, `too_many_links`, `identity_taken`, `activation_expired`, `busy`.
 */
export async function finishActivation(
  { record, account }: ActivationUnderWay,
  typed: string,
  { by, language }: FinishTerms,
  tools: FinishActivationTools,
): Promise<Account | undefined> {
  const address = readMailAddress(typed);
  if (address === undefined) throw new GatewayError('mail_invalid');
  if (account === undefined) throw new GatewayError('activation_expired');
  const kept = isKept(address, record);
  if (!kept && !tools.messages.canSend('mail')) throw new GatewayError('mail_off');
  if (record.identity !== undefined) await joinIdentity(record.identity, account, tools);
  const { path: activatedBy, passwordHash } = record;
  const facts = { by, activatedBy, ...(passwordHash === undefined ? {} : { passwordHash }) };
  if (!kept) {
    const pendingMail = { address, owner: 'own', askedAt: tools.stateTools.clock.now() } as const;
    await awaitMail(account, { ...facts, pendingMail }, tools.stateTools);
    await tools.mailAddresses.askAgain(account.id, { by, language });
    await tools.activations.change(record, { step: stepAfter(record.path, 'mail') });
    return undefined;
  }
  // Refused, the account may be ACTIF already: that is read afterwards.
  await changeStateIfAllowed(account, 'activate', { ...facts, mail: address }, tools.stateTools);
  await tools.activations.remove(record.id);
  const now = await tools.accounts.findById(account.id);
  if (now?.state !== 'ACTIF' || now.activatedBy !== activatedBy) throw new GatewayError('activation_expired');
  return now;
}

function isKept(address: string, { identity }: ActivationRecord): boolean {
  const given = identity?.mail === undefined ? undefined : readMailAddress(identity.mail);
  return given !== undefined && mailKey(given) === mailKey(address);
}

async function awaitMail(
  account: Account,
  facts: Parameters<typeof changeState>[2],
  tools: StateTools,
): Promise<void> {
  try {
    await changeState(account, 'await-mail', facts, tools);
  } catch (error) {
    throw error instanceof TransitionRefusedError
      ? new GatewayError('activation_expired', { detail: error.refusal })
      : error;
  }
}

/** From now on the identity opens the account. A name that is not the school's is told to it, and stops nobody (domain 7.5). */
async function joinIdentity(
  identity: FranceConnectIdentity,
  account: Account,
  { subjectLinks, reports, accounts, stateTools }: FinishActivationTools,
): Promise<void> {
  const at = stateTools.clock.now();
  if (!(await subjectLinks?.link(identity, account.id, at))) throw new GatewayError('identity_taken');
  if (sameName(identity, account.person)) return;
  const uais = schoolsOf(await attachedChildren(account, accounts));
  await reports.file([{ kind: 'identity-mismatch', guardianId: account.id, uais, at }]);
}
