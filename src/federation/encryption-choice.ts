import type { RelyingParty } from '../saml/ports.js';
import type { SpMetadata } from './service-provider.js';

/** Chooses the key and algorithms for a portal's assertions; the saml folder knows how. */
export type ChooseEncryption = (keys: SpMetadata['encryptionKeys']) => RelyingParty['encryption'];
