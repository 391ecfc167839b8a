import type { Subject } from '../../../src/accounts/ports.js';
import { defaultSwitches } from '../../../src/federation/switches.js';
import type { ServiceProvider } from '../../../src/federation/service-provider.js';
import type { AuthnRequest } from '../../../src/saml/types.js';

export const noe: Subject = {
  accountId: 'account-noe',
  kind: 'pupil',
  identifier: 'n.exemple',
  frEduCtId: 'f'.repeat(96),
  person: {
    sn: 'Exemple',
    givenName: 'Noé',
    schools: [{ uai: '9990001X', degree: 2 }],
    childIds: [],
  },
  children: [],
};

export const lea: Subject = {
  ...noe,
  accountId: 'account-lea',
  kind: 'guardian',
  identifier: 'l.exemple',
  person: { sn: 'Exemple', givenName: 'Léa', schools: [], childIds: [noe.accountId] },
  children: [{ accountId: noe.accountId, sn: 'Exemple', givenName: 'Noé', schools: noe.person.schools }],
};

/** A portal's record; only what pages read of it counts. */
export function samplePortal(
  entityId: string,
  displayName: Record<string, string>,
  switches: Partial<ServiceProvider['switches']> = {},
): ServiceProvider {
  const metadata = {
    entityId,
    displayName,
    informationUrl: {},
    acs: [],
    singleLogout: [],
    signingCertificates: [],
    encryptionKeys: [],
    nameIdFormats: [],
    authnRequestsSigned: false,
    wantAssertionsSigned: false,
    attributeConsumingServices: [],
  };
  return {
    entityId,
    metadata,
    release: [],
    switches: { ...defaultSwitches, ...switches },
    xml: '',
    source: 'test',
    createdAt: new Date(0),
    updatedAt: new Date(0),
  };
}

export function sampleRequest(issuer: string): AuthnRequest {
  return {
    id: '_1',
    issuer,
    issueInstant: new Date(0),
    binding: 'redirect',
    signed: true,
    acsUrl: `${issuer}/acs`,
    forceAuthn: false,
    isPassive: false,
  };
}
