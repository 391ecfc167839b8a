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
  /** When the session of this request ends, as the repository last said. */
  private readonly ends = new WeakMap<object, Date>();
  /** Requests whose session came from the repository. */
  private readonly loaded = new WeakSet<object>();
  /** What was last written of a session: express-session saves one that got a new id twice. */
  private readonly written = new WeakMap<object, string>();

  constructor(private readonly tools: { sessions: SessionRepository; clock: Clock; limits: SessionLimits }) {
    super();
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.tools.sessions.read(idHash(sid), this.tools.clock.now()).then(
      (stored) => done(null, stored === undefined ? null : this.inflate(stored)),
      (error: unknown) => done(error),
    );
  }

  override createSession(req: Request, data: SessionData): Session & SessionData {
    const created = super.createSession(req, data);
    const end = this.ends.get(data);
    if (end !== undefined) this.ends.set(created, end);
    this.loaded.add(req);
    return created;
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

  override touch(sid: string, data: SessionData, done: Done = ignore): void {
    const expiresAt = sessionExpiry(data.passport?.user, this.tools.limits, this.tools.clock.now());
    const end = this.ends.get(data);
    if (end !== undefined && expiresAt.getTime() - end.getTime() < touchEvery) return done();
    settle(this.tools.sessions.touch(idHash(sid), expiresAt), done);
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

  private inflate(stored: StoredSession): SessionData {
    const data = { ...stored.data, cookie: { originalMaxAge: null } } as SessionData;
    this.ends.set(data, stored.expiresAt);
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
