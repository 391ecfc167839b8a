import type { ReceivedAssertion } from './read-assertion.js';

/** A document shown behind a fold. */
export interface ShownDocument {
  title: string;
  xml: string;
}

/** A sign-in that a portal accepted: what it keeps in its session. */
export interface ReceivedSignIn {
  assertion: ReceivedAssertion;
  /** What travelled, as it travelled. */
  documents: readonly ShownDocument[];
}
