import { FrozenClock } from '../../../src/clock.js';
import type { SignedIn } from '../../../src/web/ports.js';
import { sessionEnd, sessionExpiry } from '../../../src/web/session-limits.js';
import { noe } from '../../pages/support/sample-people.js';

const limits = { idleMinutes: 60, hours: 10 };
const signedIn: SignedIn = { subject: noe, authnInstant: '2026-09-01T08:00:00.000Z', sessionIndex: '_1' };

test('a session used now ends an hour later', () => {
  const clock = new FrozenClock('2026-09-01T09:30:00Z');
  expect(sessionExpiry(signedIn, limits, clock.now())).toEqual(new Date('2026-09-01T10:30:00Z'));
});

test('never after the ten hours that follow the password', () => {
  const late = new FrozenClock('2026-09-01T17:45:00Z');
  expect(sessionExpiry(signedIn, limits, late.now())).toEqual(new Date('2026-09-01T18:00:00Z'));
  expect(sessionEnd(signedIn, limits)).toEqual(new Date('2026-09-01T18:00:00Z'));
});
