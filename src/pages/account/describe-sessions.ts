import type { OpenSession } from '../../web/session.js';
import { writtenInstant, type TimeStyle } from '../../written-time.js';

/** The open sessions as the page shows them, this one first, then the latest. */
export function describeSessions(sessions: readonly OpenSession[], style: TimeStyle) {
  const ordered = [...sessions].sort(
    (one, other) =>
      Number(other.current) - Number(one.current) || other.usedAt.getTime() - one.usedAt.getTime(),
  );
  return {
    openSessions: ordered.map(({ user, usedAt, current }) => ({
      browserKey: `browsers.${user.browser?.browser ?? 'other'}`,
      systemKey: `systems.${user.browser?.system ?? 'other'}`,
      since: writtenInstant(new Date(user.authnInstant), style),
      used: writtenInstant(usedAt, style),
      current,
    })),
    others: sessions.some(({ current }) => !current),
  };
}
