import {
  type Profile,
  Strategy,
  ValidateInResponseTo,
  type VerifiedCallback,
} from '@node-saml/passport-saml';
import { nameIdFormats } from '../saml/urns.js';
import { checkAddressee } from './check-addressee.js';
import type { PortalKey } from './portal-keys.js';
import { paths } from './portal-paths.js';
import type { Portal } from './portal-routes.js';
import { readAssertion } from './read-assertion.js';
import type { IdentityProviderFacts } from './read-idp-metadata.js';
import type { ReceivedSignIn } from './received-sign-in.js';
import { RequestIdCache } from './request-id-cache.js';
import type { WayToAsk } from './way-to-ask.js';

export interface EntOptions {
  portal: Portal;
  identityProvider: IdentityProviderFacts;
  signingKey: PortalKey;
}

/** Seconds that a person may take to sign in. */
const requestLifeSeconds = 3600;

/** One passport-saml strategy for each way to ask. Any of them reads the answers of all, since they share their ids. */
export function createEntStrategies(options: EntOptions): Record<WayToAsk, Strategy> {
  const settings = entSettings(options);
  const accept = (profile: Profile | null, done: VerifiedCallback): void => {
    try {
      done(null, readProfile(profile, options));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return {
    usual: new Strategy(settings, accept, refuseLogout),
    force: new Strategy({ ...settings, forceAuthn: true }, accept, refuseLogout),
    passive: new Strategy({ ...settings, passive: true }, accept, refuseLogout),
  };
}

function entSettings({ portal, identityProvider, signingKey }: EntOptions) {
  const entityId = `${portal.url}${paths.metadata}`;
  return {
    issuer: entityId,
    callbackUrl: `${portal.url}${paths.consume}`,
    entryPoint: identityProvider.signInUrl,
    idpIssuer: identityProvider.entityId,
    idpCert: [...identityProvider.signingCertificates],
    privateKey: signingKey.privateKey,
    publicCert: signingKey.certificate,
    signatureAlgorithm: 'sha256' as const,
    digestAlgorithm: 'sha256',
    wantAuthnResponseSigned: true,
    wantAssertionsSigned: true,
    audience: entityId,
    validateInResponseTo: ValidateInResponseTo.always,
    requestIdExpirationPeriodMs: requestLifeSeconds * 1000,
    cacheProvider: new RequestIdCache(portal.clock, requestLifeSeconds),
    identifierFormat: nameIdFormats.transient,
    disableRequestedAuthnContext: true,
    acceptedClockSkewMs: 0,
    metadataOrganization: {
      OrganizationName: [{ '@xml:lang': 'fr', '#text': portal.title }],
      OrganizationDisplayName: [{ '@xml:lang': 'fr', '#text': portal.title }],
      OrganizationURL: [{ '@xml:lang': 'fr', '#text': portal.url }],
    },
  };
}

/**
 * What the ENT keeps of a sign-in. No profile: the gateway answered NoPassive, in a Response whose signature was verified.
 * passport-saml checks signatures, times, Audience and InResponseTo; who the assertion was addressed to is left to us.
 */
function readProfile(profile: Profile | null, options: EntOptions): Record<string, unknown> | undefined {
  const verifiedXml = profile?.getAssertionXml?.();
  if (profile === null || verifiedXml === undefined) return undefined;
  const assertion = readAssertion(verifiedXml);
  const { url, clock } = options.portal;
  const us = { entityId: `${url}${paths.metadata}`, consumerUrl: `${url}${paths.consume}` };
  checkAddressee(assertion, { ...us, issuer: options.identityProvider.entityId }, clock.now());
  const signIn: ReceivedSignIn = {
    assertion,
    documents: [
      { title: 'La réponse reçue, en clair, remise en lignes', xml: profile.getSamlResponseXml?.() ?? '' },
    ],
  };
  return { ...signIn };
}

function refuseLogout(_profile: Profile | null, done: VerifiedCallback): void {
  done(new Error('Cet ENT n’offre pas de déconnexion par SAML.'));
}
