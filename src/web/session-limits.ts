import type { SignedIn } from './ports.js';

export interface SessionLimits {
  /** A session unused for so many minutes ends. */
  idleMinutes: number;
  /** A session ends so many hours after the password was checked, used or not. */
  hours: number;
}

/** The instant at which the session ends even if used without pause; portals learn it as SessionNotOnOrAfter. */
export function sessionEnd(signedIn: SignedIn, limits: Pick<SessionLimits, 'hours'>): Date {
  return new Date(Date.parse(signedIn.authnInstant) + limits.hours * 3_600_000);
}

/** When a session used at `now` ends if it is not used again. */
export function sessionExpiry(signedIn: SignedIn | undefined, limits: SessionLimits, now: Date): Date {
  const idle = new Date(now.getTime() + limits.idleMinutes * 60_000);
  if (signedIn === undefined) return idle;
  const end = sessionEnd(signedIn, limits);
  return end < idle ? end : idle;
}

/** The use that `expiresAt` followed from; the end of the session itself says nothing of it, the sign-in is then given. */
export function lastUse(signedIn: SignedIn, expiresAt: Date, limits: SessionLimits): Date {
  const idle = new Date(expiresAt.getTime() - limits.idleMinutes * 60_000);
  const began = new Date(signedIn.authnInstant);
  return expiresAt < sessionEnd(signedIn, limits) && idle > began ? idle : began;
}
