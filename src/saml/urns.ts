import { algorithms, namespace } from 'samlify/build/src/urn.js';

/** XML namespaces. */
export const ns = {
  protocol: namespace.names.protocol,
  assertion: namespace.names.assertion,
  metadata: namespace.names.metadata,
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
  encryption11: 'http://www.w3.org/2009/xmlenc11#',
  ui: 'urn:oasis:names:tc:SAML:metadata:ui',
  algorithmSupport: 'urn:oasis:names:tc:SAML:metadata:algsupport',
  shibbolethMetadata: 'urn:mace:shibboleth:metadata:1.0',
  xml: 'http://www.w3.org/XML/1998/namespace',
} as const;

/** saml-bindings 3. */
export const bindings = {
  redirect: namespace.binding.redirect,
  post: namespace.binding.post,
  artifact: namespace.binding.artifact,
} as const;

/** saml-core 8.3. */
export const nameIdFormats = {
  unspecified: namespace.format.unspecified,
  emailAddress: namespace.format.emailAddress,
  persistent: namespace.format.persistent,
  transient: namespace.format.transient,
  entity: namespace.format.entity,
} as const;

/** saml-core 8.2. */
export const attributeNameFormats = {
  uri: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
  basic: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
} as const;

/** saml-authn-context 3.4. */
export const authnContexts = {
  password: namespace.authnContextClassRef.password,
  passwordProtectedTransport: namespace.authnContextClassRef.passwordProtectedTransport,
  unspecified: 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
} as const;

/** saml-core 3.2.2.2: what stands before `Success`, `Requester`, `NoPassive` and the rest. */
export const statusPrefix = 'urn:oasis:names:tc:SAML:2.0:status:';

/** saml-core 3.2.2.2. */
export const statusCodes = {
  success: namespace.statusCode.success,
  requester: namespace.statusCode.requester,
  responder: namespace.statusCode.responder,
  versionMismatch: namespace.statusCode.versionMismatch,
} as const;

/** saml-profiles 3.3. */
export const bearerMethod = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** xmldsig-core 6.4, RFC 9231 2.3. */
export const signatureAlgorithms = {
  rsaSha1: algorithms.signature.RSA_SHA1,
  rsaSha256: algorithms.signature.RSA_SHA256,
  rsaSha384: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384',
  rsaSha512: algorithms.signature.RSA_SHA512,
  ecdsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  ecdsaSha384: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
  ecdsaSha512: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512',
} as const;

/** xmldsig-core 6.2, RFC 9231 2.1. */
export const digestAlgorithms = {
  sha1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
} as const;

/** saml-core 5.4.3, 5.4.4: the only ones SAML lets a signature use. */
export const transformAlgorithms = {
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  exclusiveC14n: 'http://www.w3.org/2001/10/xml-exc-c14n#',
} as const;

/** xmlenc-core1 5.2: block encryption. */
export const dataAlgorithms = {
  aes128Cbc: algorithms.encryption.data.AES_128,
  aes256Cbc: algorithms.encryption.data.AES_256,
  aes128Gcm: algorithms.encryption.data.AES_128_GCM,
  aes256Gcm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
} as const;

/** xmlenc-core1 5.5: key transport. */
export const keyTransportAlgorithms = {
  rsaOaepMgf1p: algorithms.encryption.key.RSA_OAEP_MGF1P,
  rsaOaep: 'http://www.w3.org/2009/xmlenc11#rsa-oaep',
  rsa15: algorithms.encryption.key.RSA_1_5,
} as const;

/** xmlenc-core1 5.5.2: mask generation of `rsaOaep`. */
export const maskAlgorithms = {
  mgf1Sha1: 'http://www.w3.org/2009/xmlenc11#mgf1sha1',
  mgf1Sha256: 'http://www.w3.org/2009/xmlenc11#mgf1sha256',
} as const;

/** xmlenc-core1 3.1: the type of an encrypted element. */
export const encryptedElementType = 'http://www.w3.org/2001/04/xmlenc#Element';
