import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../errors.js';
import { readKeyFile, readOrMakeKeyFile } from './key-files.js';
import { makeCertificate, makePrivateKey } from './self-signed-certificate.js';
import { isPair, type KeyOptions } from './signing-keys.js';

/** The three steps of a signing key rollover (certs/README.md). Each may be run again after an interruption. */

/**
 * First step: makes the next signing key. From the next start its certificate is published, and it signs nothing.
 * @returns its certificate, PEM.
 */
export async function prepareNext(options: KeyOptions): Promise<string> {
  const key = await readOrMakeKeyFile(options.folder, 'next.key', () => makePrivateKey(options.bits));
  return readOrMakeKeyFile(options.folder, 'next.crt', () => makeCertificate(key, options));
}

/**
 * Second step, once every portal has read the metadata with both certificates: the next key becomes the signing key, the
 * present certificate the former one, still published. The former private key is gone.
 * @throws GatewayError `internal` without a next key, or with one whose certificate is another key's.
 */
export async function promoteNext(folder: string): Promise<void> {
  const nextCertificate = await readKeyFile(folder, 'next.crt');
  const nextKey = await readKeyFile(folder, 'next.key');
  const signingKey = await readKeyFile(folder, 'signing.key');
  const key = nextKey ?? signingKey;
  if (nextCertificate === undefined || key === undefined) {
    throw new GatewayError('internal', { detail: 'no next key to promote: run gateway keys prepare first' });
  }
  if (!isPair(key, nextCertificate, 'next.key')) {
    throw new GatewayError('internal', {
      detail: 'next.crt is not the certificate of next.key: remove both, then run gateway keys prepare',
    });
  }
  if (nextKey !== undefined) {
    await copyFile(join(folder, 'signing.crt'), join(folder, 'former.crt.new'));
    await rename(join(folder, 'former.crt.new'), join(folder, 'former.crt'));
    await rename(join(folder, 'next.key'), join(folder, 'signing.key'));
  }
  await rename(join(folder, 'next.crt'), join(folder, 'signing.crt'));
}

/**
 * Third step, once no signature of the former key is on its way: its certificate is no longer published.
 * @returns false when there was no former certificate.
 */
export async function retireFormer(folder: string): Promise<boolean> {
  const former = await readKeyFile(folder, 'former.crt');
  await rm(join(folder, 'former.crt'), { force: true });
  return former !== undefined;
}
