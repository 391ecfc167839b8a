import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { newToken, type Random } from '../random.js';
import type { LinkPurpose, LinkRepository, StoredLink } from './link-ports.js';
import { passwordMark } from './password-mark.js';
import type { Account, AccountRepository } from './ports.js';

export interface LinkTools {
  links: LinkRepository;
  accounts: Pick<AccountRepository, 'findById'>;
  clock: Clock;
  random: Random;
}

export interface LinkOrder {
  purpose: LinkPurpose;
  account: Account;
  /** How long it can be used, in seconds. */
  seconds: number;
  payload?: Readonly<Record<string, string>>;
  /** Links made in 24 h at most: nobody's letter box is filled from here. */
  mostPerDay: number;
}

/** A link that can be used, and the account it is about. */
export interface OpenLink {
  link: StoredLink;
  account: Account;
}

const tokenShape = /^[A-Za-z0-9_-]{43}$/;
const day = 86_400_000;
/** Links of before that are still told apart from those never made. */
const formerKept = 10;
/** Times a link is made again when another one was at the same moment. */
const tries = 20;

/**
 * Links sent by mail: 256 random bits, of which the store knows a SHA-256 alone. A link is void once a newer one is made for
 * the same account and purpose, or the password is no longer the one it was (security R05).
 */
export class SingleUseLinks {
  constructor(private readonly tools: LinkTools) {}

  /** Makes a link. @throws GatewayError `too_many_links`, `busy`. */
  async make(order: LinkOrder): Promise<{ token: string; expiresAt: Date }> {
    const { links, clock, random } = this.tools;
    for (let count = 0; count < tries; count += 1) {
      const seen = await links.ofAccount(order.account.id, order.purpose);
      const token = newToken(random, 32);
      const link = nextLink(order, { seen, tokenHash: hashOf(token), now: clock.now() });
      if (await links.put(link, seen)) return { token, expiresAt: link.expiresAt };
    }
    throw new GatewayError('busy', { detail: 'links of one account are made all the time' });
  }

  /**
   * Looks at a link without using it: mail scanners open every link.
   * @throws GatewayError `link_unknown`, `link_void`, `link_used`, `link_expired`.
   */
  async open(token: unknown, purpose: LinkPurpose): Promise<OpenLink> {
    if (typeof token !== 'string' || !tokenShape.test(token)) throw new GatewayError('link_unknown');
    const tokenHash = hashOf(token);
    const link = await this.tools.links.ofToken(tokenHash, purpose);
    if (link === undefined) throw new GatewayError('link_unknown');
    if (link.tokenHash !== tokenHash) throw new GatewayError('link_void');
    if (link.usedAt !== undefined) throw new GatewayError('link_used');
    if (link.expiresAt <= this.tools.clock.now()) throw new GatewayError('link_expired');
    const account = await this.tools.accounts.findById(link.accountId);
    if (account === undefined || !holdsFor(link, account)) throw new GatewayError('link_void');
    return { link, account };
  }

  /** Uses a link: of those who come at once one alone succeeds. @throws GatewayError as `open`. */
  async use(token: unknown, purpose: LinkPurpose): Promise<OpenLink> {
    const open = await this.open(token, purpose);
    if (await this.tools.links.use(open.link, this.tools.clock.now())) return open;
    await this.open(token, purpose);
    throw new GatewayError('link_used');
  }

  /** Uses an open link whose act is done; who comes second changes nothing. */
  async end({ link }: OpenLink): Promise<void> {
    await this.tools.links.use(link, this.tools.clock.now());
  }
}

/** False once the password is another one than when the link was made: to be asked again where the account is written. */
export function holdsFor(link: Pick<StoredLink, 'passwordMark'>, account: Account): boolean {
  return link.passwordMark === passwordMark(account);
}

function nextLink(
  order: LinkOrder,
  { seen, tokenHash, now }: { seen: StoredLink | undefined; tokenHash: string; now: Date },
): StoredLink {
  const { account, purpose, seconds, payload = {}, mostPerDay } = order;
  const inWindow = seen !== undefined && seen.windowStart.getTime() + day > now.getTime();
  const windowCount = inWindow ? seen.windowCount + 1 : 1;
  if (windowCount > mostPerDay) throw new GatewayError('too_many_links');
  return {
    ...{ accountId: account.id, purpose, tokenHash, payload, windowCount },
    passwordMark: passwordMark(account),
    former: seen === undefined ? [] : [seen.tokenHash, ...seen.former].slice(0, formerKept),
    expiresAt: new Date(now.getTime() + seconds * 1000),
    windowStart: inWindow ? seen.windowStart : now,
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
