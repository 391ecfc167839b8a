import { SignedXml } from 'xml-crypto';

/** How many of the signatures in `xml` xml-crypto verifies with `certificatePem`; throws on the first that it does not. */
export function verifyEnveloped(xml: string, certificatePem: string): number {
  const signatures = xml.match(/<ds:Signature [^]*?<\/ds:Signature>/g) ?? [];
  for (const signature of signatures) {
    const verifier = new SignedXml({ publicCert: certificatePem });
    verifier.loadSignature(signature);
    if (!verifier.checkSignature(xml)) throw new Error('SignatureValue is wrong');
  }
  return signatures.length;
}
