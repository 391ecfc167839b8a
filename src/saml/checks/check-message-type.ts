import { GatewayError } from '../../errors.js';
import type { MessageElement } from '../message-element.js';
import { ns } from '../urns.js';

/**
 * The message is a `samlp:` one of that name: a LogoutRequest of the same portal, rightly signed, is no AuthnRequest.
 * @throws GatewayError `message_type`.
 */
export function checkMessageType(root: MessageElement, name: string): void {
  if (root.namespace !== ns.protocol || root.name !== name) {
    throw new GatewayError('message_type', { detail: root.name.slice(0, 100) });
  }
}
