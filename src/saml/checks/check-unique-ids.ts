import { GatewayError } from '../../errors.js';
import { everyElement, type MessageElement } from '../message-element.js';

/**
 * No two attributes that any reader of XML signatures takes for an identifier (`ID`, `Id`, `id`, `xml:id`, with or without a
 * namespace) have the same value: a Reference then points to one element only (saml-core 5.4.2).
 * @throws GatewayError `dup_id`.
 */
export function checkUniqueIds(root: MessageElement): void {
  const seen = new Set<string>();
  for (const { attributes } of everyElement(root)) {
    for (const [name, value] of attributes) {
      if (!/(?:^|\})id$/i.test(name)) continue;
      const id = value.trim();
      if (seen.has(id)) throw new GatewayError('dup_id', { detail: id.slice(0, 100) });
      seen.add(id);
    }
  }
}
