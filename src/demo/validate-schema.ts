import { gateXml } from '../saml/gate-xml.js';
import { parseMessage } from '../saml/parse-message.js';

/**
 * Validates a SAML message by the protocol schema, for samlify, which has no validator of its own.
 * @throws GatewayError when it has what no message needs, is not well-formed or is not valid.
 */
export function validateSchema(xml: string): void {
  parseMessage(gateXml(Buffer.from(xml, 'utf8')));
}
