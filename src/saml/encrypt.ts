import {
  constants,
  createCipheriv,
  publicEncrypt,
  X509Certificate,
  type CipherGCMTypes,
  type KeyObject,
} from 'node:crypto';
import { GatewayError } from '../errors.js';
import type { Random } from '../random.js';
import { element, type XmlElement } from './canonical-xml.js';
import { buildKeyInfo } from './sign-element.js';
import type { EncryptionTarget } from './types.js';
import {
  dataAlgorithms,
  digestAlgorithms,
  encryptedElementType,
  keyTransportAlgorithms,
  maskAlgorithms,
} from './urns.js';

interface DataCipher {
  name: string;
  keyOctets: number;
  authenticated: boolean;
}

/** xmlenc-core1 5.2. */
const ciphers = new Map<string, DataCipher>([
  [dataAlgorithms.aes256Gcm, { name: 'aes-256-gcm', keyOctets: 32, authenticated: true }],
  [dataAlgorithms.aes128Gcm, { name: 'aes-128-gcm', keyOctets: 16, authenticated: true }],
  [dataAlgorithms.aes256Cbc, { name: 'aes-256-cbc', keyOctets: 32, authenticated: false }],
  [dataAlgorithms.aes128Cbc, { name: 'aes-128-cbc', keyOctets: 16, authenticated: false }],
]);

/** Parsing a certificate costs 112 µs of CPU, encrypting to it 22; a target lives as long as the cached service provider. */
const publicKeys = new WeakMap<EncryptionTarget, KeyObject>();

/**
 * The EncryptedAssertion holding `xml` (saml-core 2.3.4, xmlenc-core1 3), under a new key each time.
 * @throws GatewayError `internal` for an algorithm that `chooseEncryption` never gives.
 */
export function encryptAssertion(xml: string, target: EncryptionTarget, random: Random): XmlElement {
  const cipher = ciphers.get(target.dataAlgorithm);
  if (cipher === undefined) {
    throw new GatewayError('internal', { detail: `cannot encrypt with ${target.dataAlgorithm}` });
  }
  const key = random.bytes(cipher.keyOctets);
  return element(
    'saml:EncryptedAssertion',
    {},
    element(
      'xenc:EncryptedData',
      { Type: encryptedElementType },
      element('xenc:EncryptionMethod', { Algorithm: target.dataAlgorithm }),
      element('ds:KeyInfo', {}, buildEncryptedKey(key, target)),
      buildCipherData(encryptData(Buffer.from(xml, 'utf8'), { cipher, key, random })),
    ),
  );
}

/** Initialisation vector, cipher text, and for GCM the 128-bit tag (xmlenc-core1 5.2). */
function encryptData(
  data: Buffer,
  { cipher, key, random }: { cipher: DataCipher; key: Buffer; random: Random },
): Buffer {
  if (cipher.authenticated) {
    const iv = random.bytes(12);
    const gcm = createCipheriv(cipher.name as CipherGCMTypes, key, iv, { authTagLength: 16 });
    return Buffer.concat([iv, gcm.update(data), gcm.final(), gcm.getAuthTag()]);
  }
  const iv = random.bytes(16);
  const cbc = createCipheriv(cipher.name, key, iv);
  return Buffer.concat([iv, cbc.update(data), cbc.final()]);
}

function buildEncryptedKey(key: Buffer, target: EncryptionTarget): XmlElement {
  const oaepHash = target.keyTransport === 'rsa-oaep' ? target.oaepDigest : 'sha1';
  const wrapped = publicEncrypt(
    { key: publicKeyOf(target), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
    key,
  );
  return element(
    'xenc:EncryptedKey',
    {},
    buildTransportMethod(target.keyTransport, oaepHash),
    buildKeyInfo(target.certificate),
    buildCipherData(wrapped),
  );
}

/** xmlenc-core1 5.5.2: only the newer identifier lets the mask generation function be said. */
function buildTransportMethod(
  transport: EncryptionTarget['keyTransport'],
  oaepHash: 'sha1' | 'sha256',
): XmlElement {
  const digest = element('ds:DigestMethod', { Algorithm: digestAlgorithms[oaepHash] });
  if (transport === 'rsa-oaep-mgf1p') {
    return element('xenc:EncryptionMethod', { Algorithm: keyTransportAlgorithms.rsaOaepMgf1p }, digest);
  }
  const mask = oaepHash === 'sha256' ? maskAlgorithms.mgf1Sha256 : maskAlgorithms.mgf1Sha1;
  return element(
    'xenc:EncryptionMethod',
    { Algorithm: keyTransportAlgorithms.rsaOaep },
    digest,
    element('xenc11:MGF', { Algorithm: mask }),
  );
}

function buildCipherData(octets: Buffer): XmlElement {
  return element('xenc:CipherData', {}, element('xenc:CipherValue', {}, octets.toString('base64')));
}

function publicKeyOf(target: EncryptionTarget): KeyObject {
  const known = publicKeys.get(target);
  if (known !== undefined) return known;
  const key = new X509Certificate(Buffer.from(target.certificate, 'base64')).publicKey;
  publicKeys.set(target, key);
  return key;
}
