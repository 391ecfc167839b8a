import { systemRandom } from '../../src/random.js';
import { buildErrorResponse } from '../../src/saml/build-error-response.js';
import { buildResponse } from '../../src/saml/build-response.js';
import type { EncryptionTarget, ResponseInput } from '../../src/saml/types.js';
import { dataAlgorithms } from '../../src/saml/urns.js';
import {
  bothSigned,
  idpSigner,
  sampleInput,
  spCertificate,
  unsolicitedInput,
} from '../support/saml-samples.js';

export interface Sent {
  name: string;
  xml: string;
  encrypted: boolean;
  solicited: boolean;
}

const toPortal = (dataAlgorithm: string): EncryptionTarget => ({
  certificate: spCertificate,
  dataAlgorithm,
  keyTransport: 'rsa-oaep-mgf1p',
  oaepDigest: 'sha1',
});

/** The Responses every judge must accept, issued now: judges read the clock of the machine. */
export async function sendAll(): Promise<Sent[]> {
  const now = { issueInstant: new Date(Date.now() - 1000) };
  return Promise.all([
    send('plain', sampleInput(now)),
    send('unsolicited', unsolicitedInput(now)),
    send('encrypted by AES-256-GCM', sampleInput(now), toPortal(dataAlgorithms.aes256Gcm)),
    send('encrypted by AES-128-GCM', sampleInput(now), toPortal(dataAlgorithms.aes128Gcm)),
    send('encrypted by AES-256-CBC', unsolicitedInput(now), toPortal(dataAlgorithms.aes256Cbc)),
  ]);
}

async function send(name: string, input: ResponseInput, encryption?: EncryptionTarget): Promise<Sent> {
  const profile = { ...bothSigned, ...(encryption && { encryption }) };
  const xml = await buildResponse(input, profile, { signer: idpSigner, random: systemRandom });
  return { name, xml, encrypted: encryption !== undefined, solicited: input.inResponseTo !== undefined };
}

/** A refusal: no session and the portal asked for no page. */
export function refuse(): Promise<string> {
  const { issuer, destination } = sampleInput();
  return buildErrorResponse(
    {
      issuer,
      destination,
      inResponseTo: '_request1',
      issueInstant: new Date(),
      status: ['Responder', 'UnknownPrincipal'],
      message: 'Not this person',
    },
    { signer: idpSigner, random: systemRandom },
  );
}

/** The same message with one signed character changed. */
export function tamper({ xml, encrypted }: Sent): string {
  if (!encrypted) return xml.replace('>a.durand<', '>b.durand<');
  return xml.replace(
    /(<xenc:CipherValue>.{400})(.)/g,
    (_all, before: string, letter: string) => before + (letter === 'A' ? 'B' : 'A'),
  );
}

/** The form parameter of the POST binding (saml-bindings 3.5.4). */
export function encode(xml: string): string {
  return Buffer.from(xml, 'utf8').toString('base64');
}
