import type { Clock } from '../clock.js';
import { GatewayError, isGatewayError } from '../errors.js';
import type { MessageLanguage, Messages } from '../messaging/ports.js';
import { hour, type AllowanceRepository } from './allowance-ports.js';
import type { Actor } from './audit-ports.js';
import { normaliseIdentifier } from './identifier.js';
import type { Account, AccountRepository } from './ports.js';
import { replacePassword, type ReplacePasswordTools } from './replace-password.js';
import { holdsFor, type OpenLink, type SingleUseLinks } from './single-use-link.js';

export interface ForgottenPasswordTools extends ReplacePasswordTools {
  accounts: Pick<AccountRepository, 'findByIdentifier'> & ReplacePasswordTools['accounts'];
  allowances: AllowanceRepository;
  links: SingleUseLinks;
  messages: Pick<Messages, 'queueMail'>;
  clock: Clock;
  /** BASE_URL: never the host of the request (security R06). */
  baseUrl: string;
}

/** Life of the link in seconds: 30 min (domain 9). */
const linkSeconds = 30 * 60;
/** Mails that one account is sent in 24 h. */
const mostPerDay = 5;
const perIdentifier = { most: 3, seconds: hour };
/** The page behind the link, under BASE_URL. */
export const newPasswordPath = '/nouveau-mot-de-passe';

/**
 * « Mot de passe perdu »: a link to the confirmed address, which under 15 is a parent's. To be called after the answer was
 * sent (security R01): nothing happens for an identifier that no account has, an account without a confirmed address, one
 * whose letter is the way in (NOTIFIE), or one that is locked.
 */
export async function mailPasswordLink(
  typed: string,
  language: MessageLanguage,
  tools: ForgottenPasswordTools,
): Promise<void> {
  const { accounts, allowances, clock, links, messages, baseUrl } = tools;
  const identifier = normaliseIdentifier(typed);
  if (!(await allowances.take(`password ${identifier}`, perIdentifier, clock.now()))) return;
  const account = await accounts.findByIdentifier(identifier);
  if (account?.mail === undefined || !mayReset(account)) return;
  const payload = { mail: account.mail };
  const order = { purpose: 'reset-password', account, seconds: linkSeconds, mostPerDay, payload } as const;
  const link = await links.make(order).catch((error: unknown) => {
    if (isGatewayError(error, 'too_many_links')) return undefined;
    throw error;
  });
  if (link === undefined) return;
  await messages.queueMail({
    template: 'forgotten-password',
    to: account.mail,
    language: account.language ?? language,
    parameters: {
      givenName: account.person.givenName,
      link: `${baseUrl}${newPasswordPath}?jeton=${link.token}`,
    },
    expiresAt: link.expiresAt,
  });
}

/** Whose password the link would set, for the page behind it; nothing is used. @throws GatewayError `link_…`. */
export async function openPasswordLink(
  token: unknown,
  { links }: Pick<ForgottenPasswordTools, 'links'>,
): Promise<Account> {
  const open = await links.open(token, 'reset-password');
  if (!isStillSo(open)) throw new GatewayError('link_void');
  return open.account;
}

/**
 * Sets the password by the link, once: every session ends, every other link of that account is void, and the owner is told
 * (security R05, R07). `passwordHash`: of the new password, which the policy accepted.
 * @throws GatewayError `link_…`, `busy`.
 */
export async function resetPassword(
  token: unknown,
  order: { passwordHash: string; ip?: string; language: MessageLanguage },
  tools: ForgottenPasswordTools,
): Promise<void> {
  const { link, account } = await tools.links.use(token, 'reset-password');
  const actor: Actor = { name: account.id, role: 'person' };
  const { passwordHash, ip, language } = order;
  const done = await replacePassword(
    {
      ...{ accountId: account.id, passwordHash, language, act: 'account.reset-password' },
      by: ip === undefined ? actor : { ...actor, ip },
      allows: (stored) => isStillSo({ link, account: stored }),
    },
    tools,
  );
  if (done === undefined) throw new GatewayError('link_void');
}

/** An account in use, with a password of its own: who signs in by FranceConnect alone has none (domain 4.7). */
function mayReset({ state, passwordHash }: Account): boolean {
  return state === 'ACTIF' && passwordHash !== undefined;
}

function isStillSo({ link, account }: OpenLink): boolean {
  return mayReset(account) && holdsFor(link, account) && link.payload['mail'] === account.mail;
}
