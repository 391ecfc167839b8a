import type { SamlTopStatus } from '../error-catalogue.js';
import type { Random } from '../random.js';
import { cleanValue, element, type XmlElement } from './canonical-xml.js';
import type { Signer } from './ports.js';
import { buildEnvelope } from './response-xml.js';
import { signElement } from './sign-element.js';
import type { ResponseEnvelope } from './types.js';
import { statusPrefix } from './urns.js';

/** What a Response that says no states. */
export interface ErrorResponseInput extends ResponseEnvelope {
  /** Top-level and second-level code, without their common prefix (saml-core 3.2.2.2). */
  status: readonly [SamlTopStatus, string?];
  /** For the people of the portal; nothing of our inside. */
  message?: string;
}

/**
 * The XML of a Response that says no: always signed, without any assertion (saml-core 3.2.2, saml-profiles 4.1.4.2).
 * `signatureHash` is `sha256` unless the service provider has the switch `legacy_sha1`.
 */
export async function buildErrorResponse(
  input: ErrorResponseInput,
  tools: { signer: Signer; random: Random; signatureHash?: 'sha256' | 'sha1' },
): Promise<string> {
  const response = buildEnvelope(input, tools.random, buildStatus(input));
  const signing = { signer: tools.signer, hash: tools.signatureHash ?? 'sha256' };
  return (await signElement(response, 1, signing)).canonical;
}

function buildStatus({ status: [top, second], message }: ErrorResponseInput): XmlElement {
  return element(
    'samlp:Status',
    {},
    element(
      'samlp:StatusCode',
      { Value: statusPrefix + top },
      second === undefined ? undefined : element('samlp:StatusCode', { Value: statusPrefix + second }),
    ),
    message === undefined ? undefined : element('samlp:StatusMessage', {}, cleanValue(message)),
  );
}
