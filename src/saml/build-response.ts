import { GatewayError } from '../errors.js';
import type { Random } from '../random.js';
import { buildAssertion } from './assertion-xml.js';
import { element, writeCanonical } from './canonical-xml.js';
import { encryptAssertion } from './encrypt.js';
import type { Signer } from './ports.js';
import { buildEnvelope } from './response-xml.js';
import { signElement } from './sign-element.js';
import type { ResponseInput, ResponseProfile } from './types.js';
import { statusCodes } from './urns.js';

/**
 * The XML of a Response that says yes: signed, and its assertion signed then encrypted, as `profile` asks
 * (saml-core 3.3.3, saml-profiles 4.1.4.2). Every instant is in UTC; an unsolicited one has no InResponseTo anywhere.
 * @throws GatewayError `internal` when `profile` signs nothing (saml-profiles 4.1.4.5 forbids it), when an identifier has a
 * character XML forbids, or when the key of the portal cannot encrypt.
 */
export async function buildResponse(
  input: ResponseInput,
  profile: ResponseProfile,
  tools: { signer: Signer; random: Random },
): Promise<string> {
  if (!profile.signResponse && !profile.signAssertion) {
    throw new GatewayError('internal', {
      detail: `the profile of ${input.audience} signs neither response nor assertion`,
    });
  }
  const signing = { signer: tools.signer, hash: profile.signatureHash };
  const bare = buildAssertion(input, tools.random);
  const assertion = profile.signAssertion
    ? (await signElement(bare, 1, signing)).canonical
    : writeCanonical(bare);
  const carried =
    profile.encryption === undefined
      ? { canonical: assertion, prefixes: ['saml'] }
      : encryptAssertion(assertion, profile.encryption, tools.random);
  const status = element('samlp:Status', {}, element('samlp:StatusCode', { Value: statusCodes.success }));
  const response = buildEnvelope(input, tools.random, status, carried);
  return profile.signResponse
    ? (await signElement(response, 1, signing)).canonical
    : writeCanonical(response);
}
