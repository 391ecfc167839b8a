import { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { GatewayError } from '../errors.js';
import { systemRandom } from '../random.js';
import { buildResponse } from './build-response.js';
import type { Signer } from './ports.js';
import type { ResponseInput } from './types.js';
import { attributeNameFormats, authnContexts, nameIdFormats, ns } from './urns.js';

/** Characters of every escaping rule, so that a fault of the writer shows. */
const trying = 'é <&>"\' ]]> \t\n \u{1F600}';

/**
 * Signs one sample Response and verifies both of its signatures with xml-crypto, which parses and canonicalises by itself.
 * The process must not start when it throws: every portal would refuse every person.
 * @throws GatewayError `internal`.
 */
export async function proveSignature({ signer }: { signer: Signer }): Promise<void> {
  const xml = await buildResponse(
    sample(),
    { signResponse: true, signAssertion: true, signatureHash: 'sha256' },
    { signer, random: systemRandom },
  );
  proveDocument(xml, signer.certificate);
}

/**
 * Passes when both signatures of `xml`, a Response and its assertion, verify with `certificate` (base64 DER).
 * @throws GatewayError `internal`.
 */
export function proveDocument(xml: string, certificate: string): void {
  const pem = new X509Certificate(Buffer.from(certificate, 'base64')).toString();
  const signatures = signaturesOf(xml);
  if (signatures.length !== 2) throw unproven(`it has ${signatures.length} signatures`);
  for (const signature of signatures) verify(xml, signature, pem);
}

/** The writer is ours: a Signature element has no other inside it and its tags carry no attribute but the namespace. */
function signaturesOf(xml: string): string[] {
  return xml.match(/<ds:Signature [^]*?<\/ds:Signature>/g) ?? [];
}

function verify(xml: string, signature: string, certificate: string): void {
  const verifier = new SignedXml({ publicCert: certificate });
  let verified: boolean;
  try {
    verifier.loadSignature(signature);
    verified = verifier.checkSignature(xml);
  } catch (cause) {
    throw unproven('xml-crypto refuses it', cause);
  }
  if (!verified) throw unproven('a digest is wrong');
}

function unproven(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('internal', { detail: `a sample Response does not verify: ${reason}`, cause });
}

function sample(): ResponseInput {
  const issueInstant = new Date(0);
  return {
    issuer: 'https://idp.invalid/idp',
    destination: 'https://sp.invalid/acs?a=1&b="2"',
    inResponseTo: '_sample',
    issueInstant,
    audience: 'https://sp.invalid',
    nameId: { format: nameIdFormats.transient, value: '_sample' },
    attributes: [
      {
        name: ns.assertion,
        nameFormat: attributeNameFormats.uri,
        friendlyName: trying,
        values: [trying, ''],
      },
    ],
    authnInstant: issueInstant,
    sessionIndex: '_sample',
    sessionNotOnOrAfter: issueInstant,
    authnContextClassRef: authnContexts.passwordProtectedTransport,
    lifetimeSeconds: 300,
  };
}
