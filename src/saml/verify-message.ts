import { GatewayError } from '../errors.js';
import { findSignature } from './checks/find-signature.js';
import type { DecodedMessage } from './decode-message.js';
import type { MessageElement } from './message-element.js';
import type { RelyingParty } from './ports.js';
import type { RequestBinding } from './types.js';
import { verifyRedirectSignature } from './verify-redirect-signature.js';
import { verifySignature } from './verify-signature.js';

/** The only thing to read a request from. */
export interface VerifiedMessage {
  root: MessageElement;
  /** False: there was no signature, and this portal need not sign. */
  signed: boolean;
}

/**
 * Verifies whatever signature there is, and wants one where the portal must sign. A signature that is there must verify, even
 * if none was needed (SDP-IDP05).
 * @throws GatewayError `unsigned`, `bad_signature`, `stray_signature`, `multi_signature` and those of the signature's shape.
 */
export function verifyMessage(
  binding: RequestBinding,
  decoded: DecodedMessage,
  root: MessageElement,
  relyingParty: RelyingParty,
): VerifiedMessage {
  const signature = findSignature(root);
  const signed = binding === 'redirect' ? decoded.querySignature !== undefined : signature !== undefined;
  if (!signed && relyingParty.requireSignedRequests) throw new GatewayError('unsigned');
  if (binding === 'redirect' && signature !== undefined) {
    // saml-bindings 3.4.4.1: a ds:Signature must have been taken off the message.
    throw new GatewayError('stray_signature', { detail: 'ds:Signature in a Redirect message' });
  }
  if (decoded.querySignature !== undefined) verifyRedirectSignature(decoded.querySignature, relyingParty);
  if (signature === undefined) return { root, signed };
  return { root: verifySignature(decoded.xml, { root, signature }, relyingParty), signed };
}
