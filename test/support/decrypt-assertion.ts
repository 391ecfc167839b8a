import { constants, createDecipheriv, privateDecrypt, type CipherGCMTypes } from 'node:crypto';
import { readXml } from './read-xml.js';

/** The assertion inside an EncryptedAssertion, read as a portal would (xmlenc-core1 4), believing nothing but the XML. */
export function decryptAssertion(xml: string, privateKeyPem: string): string {
  const first = (path: string): string | undefined => readXml(xml, path)[0];
  const octets = (path: string): Buffer =>
    Buffer.from(first(`${path}/xenc:CipherData/xenc:CipherValue`) ?? '', 'base64');
  const oaepHash = first('//xenc:EncryptedKey/xenc:EncryptionMethod/ds:DigestMethod/@Algorithm')?.split(
    '#',
  )[1];
  const key = privateDecrypt(
    { key: privateKeyPem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
    octets('//xenc:EncryptedKey'),
  );
  const algorithm = first('//xenc:EncryptedData/xenc:EncryptionMethod/@Algorithm')?.split('#')[1] ?? '';
  const name = algorithm.replace(/^aes(\d+)-/, 'aes-$1-');
  return decryptData(octets('//xenc:EncryptedData'), key, name).toString('utf8');
}

function decryptData(data: Buffer, key: Buffer, name: string): Buffer {
  if (name.endsWith('gcm')) {
    const gcm = createDecipheriv(name as CipherGCMTypes, key, data.subarray(0, 12), { authTagLength: 16 });
    gcm.setAuthTag(data.subarray(-16));
    return Buffer.concat([gcm.update(data.subarray(12, -16)), gcm.final()]);
  }
  const cbc = createDecipheriv(name, key, data.subarray(0, 16));
  return Buffer.concat([cbc.update(data.subarray(16)), cbc.final()]);
}
