import { GatewayError } from '../../errors.js';
import { childOf, everyElement, type MessageElement } from '../message-element.js';
import { ns } from '../urns.js';

/**
 * The Signature of the message itself, if any. There may be one at most, and only as a child of the message (saml-core 5.4.1):
 * anywhere else it belongs to another message, wrapped into this one.
 * @throws GatewayError `multi_signature`, `stray_signature`.
 */
export function findSignature(root: MessageElement): MessageElement | undefined {
  let count = 0;
  for (const element of everyElement(root)) {
    if (element.name === 'Signature' && element.namespace === ns.signature) count += 1;
  }
  if (count > 1) throw new GatewayError('multi_signature', { detail: String(count) });
  const own = childOf(root, ns.signature, 'Signature');
  if (count === 1 && own === undefined) throw new GatewayError('stray_signature');
  return own;
}
