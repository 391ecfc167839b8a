import { readFileSync } from 'node:fs';
import type { ResponseInput, ResponseProfile } from '../../src/saml/types.js';
import { createSigner } from '../../src/saml/sign.js';
import { attributeNameFormats, authnContexts, nameIdFormats } from '../../src/saml/urns.js';

/** Keys made for these tests alone: `idp` is the gateway's, `sp` the portal's. */
export function readGolden(name: string): string {
  return readFileSync(`test/golden/saml/${name}`, 'utf8');
}

/** A PEM certificate as base64 DER. */
export function derOf(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s/g, '');
}

export const idpEntityId = 'https://gateway.test/idp';
export const spEntityId = 'https://portal.test/sp';
export const acsUrl = 'https://portal.test/acs?tenant=1&lang=fr';
export const idpSigner = createSigner(readGolden('idp.key'), readGolden('idp.crt'));
export const spCertificate = derOf(readGolden('sp.crt'));
export const bothSigned: ResponseProfile = {
  signResponse: true,
  signAssertion: true,
  signatureHash: 'sha256',
};

/** A Response for a pupil: eight attributes, eleven values. */
export function sampleInput(changes: Partial<ResponseInput> = {}): ResponseInput {
  const issueInstant = changes.issueInstant ?? new Date('2026-03-02T07:59:58.700Z');
  const later = (hours: number): Date => new Date(issueInstant.getTime() + hours * 3_600_000);
  return {
    issuer: idpEntityId,
    destination: acsUrl,
    inResponseTo: '_request1',
    issueInstant,
    audience: spEntityId,
    nameId: { format: nameIdFormats.transient, value: '_4f1d0c' },
    attributes: sampleAttributes,
    authnInstant: later(-1),
    sessionIndex: '_session1',
    sessionNotOnOrAfter: later(9),
    authnContextClassRef: authnContexts.passwordProtectedTransport,
    lifetimeSeconds: 300,
    ...changes,
  };
}

/** The same, when the portal did not ask. */
export function unsolicitedInput(changes: Partial<ResponseInput> = {}): ResponseInput {
  const input = sampleInput(changes);
  delete input.inResponseTo;
  return input;
}

const uri = (name: string, friendlyName: string, ...values: string[]) => ({
  name,
  nameFormat: attributeNameFormats.uri,
  friendlyName,
  values,
});

const sampleAttributes: ResponseInput['attributes'] = [
  uri('urn:oid:0.9.2342.19200300.100.1.1', 'uid', 'a.durand'),
  uri('urn:oid:2.5.4.4', 'sn', 'Durand-Noël'),
  uri('urn:oid:2.5.4.42', 'givenName', 'Anaïs'),
  uri('urn:oid:2.16.840.1.113730.3.1.241', 'displayName', 'Anaïs Durand-Noël'),
  uri('urn:oid:0.9.2342.19200300.100.1.3', 'mail', 'anais@example.org'),
  uri('urn:oid:1.3.6.1.4.1.5923.1.1.1.1', 'eduPersonAffiliation', 'student', 'member'),
  uri('urn:oid:1.3.6.1.4.1.7135.1.2.1.14', 'supannEtablissement', '{UAI}0750001X', '{UAI}0750002Y'),
  {
    name: 'FrEduVecteur',
    nameFormat: attributeNameFormats.basic,
    values: ['4|DURAND|Anaïs|1234|0750001X', '{NameID}'],
  },
];
