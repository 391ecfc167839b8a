import { createPrivateKey } from 'node:crypto';
import { systemClock } from '../../src/clock.js';
import { systemRandom } from '../../src/random.js';
import { buildIdpMetadata } from '../../src/saml/idp-metadata.js';
import { metadataSettings } from '../support/metadata-settings.js';
import { idpSigner, readGolden } from '../support/saml-samples.js';

/** The gateway's metadata as a judge reads it, valid now. */
export function gatewayMetadata(): Promise<string> {
  const keys = {
    signer: idpSigner,
    publishedCertificates: [idpSigner.certificate],
    encryptionCertificates: [idpSigner.certificate],
    decryptionKey: createPrivateKey(readGolden('idp.key')),
  };
  return buildIdpMetadata(metadataSettings, keys, { random: systemRandom, clock: systemClock });
}
