import { newMessageId, type Random } from '../random.js';
import { formatInstant } from './assertion-xml.js';
import { element, type WrittenElement, type XmlElement } from './canonical-xml.js';
import type { ResponseEnvelope } from './types.js';

/** The unsigned Response around a status and what it carries (saml-core 3.3.3). */
export function buildEnvelope(
  envelope: ResponseEnvelope,
  random: Random,
  ...content: readonly (XmlElement | WrittenElement)[]
): XmlElement {
  return element(
    'samlp:Response',
    {
      Destination: envelope.destination,
      ID: newMessageId(random),
      InResponseTo: envelope.inResponseTo,
      IssueInstant: formatInstant(envelope.issueInstant),
      Version: '2.0',
    },
    element('saml:Issuer', {}, envelope.issuer),
    ...content,
  );
}
