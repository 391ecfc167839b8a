import type { ReceivedAssertion } from './read-assertion.js';

/** What this portal expects to find in an assertion made for it. */
export interface Addressee {
  /** entityID of the identity provider it trusts. */
  issuer: string;
  /** Its own entityID. */
  entityId: string;
  /** Address of its AssertionConsumerService. */
  consumerUrl: string;
}

/**
 * An assertion that is genuine may still have been made for another portal, which replays it here: checks that it is for
 * us, at this address, and still good (saml-profiles 4.1.4.3).
 * @throws Error saying which check failed.
 */
export function checkAddressee(assertion: ReceivedAssertion, expected: Addressee, now: Date): void {
  if (assertion.issuer !== expected.issuer) {
    throw new Error('L’assertion vient d’un autre fournisseur d’identité.');
  }
  if (!assertion.audiences.includes(expected.entityId)) {
    throw new Error('L’assertion est destinée à un autre portail (Audience).');
  }
  if (assertion.recipient !== expected.consumerUrl) {
    throw new Error('L’assertion est destinée à une autre adresse (Recipient).');
  }
  if (assertion.confirmedUntil === undefined || now >= new Date(assertion.confirmedUntil)) {
    throw new Error('L’assertion est arrivée trop tard.');
  }
}
