import { createHash } from 'node:crypto';
import type { Request } from 'express';
import session, { type Session, type SessionData } from 'express-session';
import type { Clock } from '../clock.js';
import type { SessionRepository, StoredSession } from './ports.js';
import { sessionExpiry, type SessionLimits } from './session-limits.js';

type Done = (error?: unknown) => void;

/** The idle limit is moved at most once in so many milliseconds: a use seldom costs a write. */
const touchEvery = 60_000;

/** express-session's store over our repository: hashed ids, idle and absolute limits, few writes. */
export class SessionStore extends session.Store {
  /** Requests whose session came from the repository. */
  private readonly loaded = new WeakSet<object>();
  /** What was last written of a session: express-session saves one that got a new id twice. */
  private readonly written = new WeakMap<object, string>();

  constructor(private readonly tools: { sessions: SessionRepository; clock: Clock; limits: SessionLimits }) {
    super();
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.readSession(sid).then(
      (data) => done(null, data),
      (error: unknown) => done(error),
    );
  }

  override createSession(req: Request, data: SessionData): Session & SessionData {
    this.loaded.add(req);
    return super.createSession(req, data);
  }

  override set(sid: string, data: SessionData, done: Done = ignore): void {
    const kept: Partial<SessionData> = { ...data };
    delete kept.cookie;
    const content = JSON.stringify(kept);
    if (this.written.get(data) === content) return done();
    const accountId = data.passport?.user?.subject.accountId;
    const expiresAt = sessionExpiry(data.passport?.user, this.tools.limits, this.tools.clock.now());
    const stored: StoredSession = {
      data: kept,
      expiresAt,
      ...(accountId === undefined ? {} : { accountId }),
    };
    const write = this.tools.sessions.write(idHash(sid), stored).then(() => this.written.set(data, content));
    settle(write, done);
  }

  override destroy(sid: string, done: Done = ignore): void {
    settle(this.tools.sessions.remove(idHash(sid)), done);
  }

  /** A new id; the old record is removed only when there was one. */
  override regenerate(req: Request, done: Done): void {
    if (this.loaded.delete(req)) return super.regenerate(req, done);
    req.sessionStore.generate(req);
    done();
  }

  /**
   * The session, its idle limit moved on. Here and not in `touch`: with that method express-session sends every answer
   * in two parts, 0.1 ms of CPU a single sign-on.
   */
  async readSession(sid: string): Promise<SessionData | null> {
    const id = idHash(sid);
    const { sessions, clock, limits } = this.tools;
    const now = clock.now();
    const stored = await sessions.read(id, now);
    if (stored === undefined) return null;
    const data = { ...stored.data, cookie: { originalMaxAge: null } } as SessionData;
    const expiresAt = sessionExpiry(data.passport?.user, limits, now);
    if (expiresAt.getTime() - stored.expiresAt.getTime() >= touchEvery) await sessions.touch(id, expiresAt);
    return data;
  }
}

function idHash(sid: string): string {
  return createHash('sha256').update(sid).digest('hex');
}

function settle(work: Promise<unknown>, done: Done): void {
  work.then(() => done(), done);
}

function ignore(): void {}
