import type { Subject } from '../../src/accounts/ports.js';
import type { SignedIn } from '../../src/web/ports.js';
import { samplePupil } from './sample-subject.js';

/** Somebody signed in, as `given` says otherwise. */
export function signedIn(given: Partial<Subject> = {}): SignedIn {
  return {
    subject: { ...samplePupil, ...given },
    authnInstant: '2026-09-01T08:00:00.000Z',
    sessionIndex: '_session-1',
  };
}
