import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import { newToken, type Random } from '../random.js';
import type { ServiceAct } from './audit-acts.js';
import type { Actor, AuditSink } from './audit-ports.js';
import type {
  OperatorLink,
  OperatorLinkRepository,
  OperatorSession,
  OperatorSessionRepository,
} from './operator-ports.js';

export interface OperatorAccessTools {
  links: OperatorLinkRepository;
  sessions: OperatorSessionRepository;
  audit: AuditSink;
  clock: Clock;
  random: Random;
}

/** Path of the page that a link opens. */
export const enterPath = '/operateur/entrer';
/** Milliseconds for which a link works. */
const linkLife = 15 * 60_000;
/** Milliseconds after which an operator comes in anew. */
const sessionLife = 60 * 60_000;
const tokenShape = /^[A-Za-z0-9_-]{43}$/;

/**
 * How operators come in: whoever can run commands on the machine asks for a link there, so there is no operator's password to
 * guess, to share or to forget. Links and sessions are 256 random bits, of which the store knows a SHA-256 alone.
 */
export class OperatorAccess {
  constructor(private readonly tools: OperatorAccessTools) {}

  /** Makes a link for the operator of that name. */
  async makeLink(name: string): Promise<{ token: string; expiresAt: Date }> {
    const token = newToken(this.tools.random, 32);
    const expiresAt = this.after(linkLife);
    await this.tools.links.add({ id: hashOf(token), name, expiresAt });
    await this.record('operator.link', { name, role: 'operator' });
    return { token, expiresAt };
  }

  /**
   * Looks at a link without using it: what shows previews of links opens them too.
   * @throws GatewayError `link_unknown`, `link_used`, `link_expired`.
   */
  async open(token: unknown): Promise<OperatorLink> {
    if (typeof token !== 'string' || !tokenShape.test(token)) throw new GatewayError('link_unknown');
    const link = await this.tools.links.read(hashOf(token));
    if (link === undefined) throw new GatewayError('link_unknown');
    if (link.usedAt !== undefined) throw new GatewayError('link_used');
    if (link.expiresAt <= this.tools.clock.now()) throw new GatewayError('link_expired');
    return link;
  }

  /** Uses a link: of those who come at once one alone gets a session. @throws GatewayError as `open`. */
  async enter(
    token: unknown,
    from: Pick<Actor, 'ip'>,
  ): Promise<{ secret: string; session: OperatorSession }> {
    const { links, sessions, clock, random } = this.tools;
    const { id, name } = await this.open(token);
    if (!(await links.use(id, clock.now()))) throw new GatewayError('link_used');
    const secret = newToken(random, 32);
    const session = { id: hashOf(secret), name, expiresAt: this.after(sessionLife) };
    await sessions.add(session);
    await this.record('operator.enter', { name, role: 'operator', ...from });
    return { secret, session };
  }

  /** The session of the browser that keeps `secret`. */
  async read(secret: string | undefined): Promise<OperatorSession | undefined> {
    if (secret === undefined || !tokenShape.test(secret)) return undefined;
    return this.tools.sessions.read(hashOf(secret), this.tools.clock.now());
  }

  async leave({ id }: OperatorSession): Promise<void> {
    await this.tools.sessions.remove(id);
  }

  /** Ends every session, and makes the links that wait void; gives the number of sessions. */
  async endAll(by: Actor): Promise<number> {
    await this.tools.links.removeAll();
    const count = await this.tools.sessions.removeAll();
    await this.record('operator.end-sessions', by, count);
    return count;
  }

  private async record(act: ServiceAct, by: Actor, count?: number): Promise<void> {
    const entry = { at: this.tools.clock.now(), by, act, result: 'done' } as const;
    await this.tools.audit.append([count === undefined ? entry : { ...entry, count }]);
  }

  private after(milliseconds: number): Date {
    return new Date(this.tools.clock.now().getTime() + milliseconds);
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
