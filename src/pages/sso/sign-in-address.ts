import type { Request } from 'express';
import type { AuthnRequest } from '../../saml/types.js';
import type { SsoTools } from './sso-tools.js';

/** Profile as the pages' addresses write it. */
const words = { pupil: 'eleve', guardian: 'responsable' } as const;

/**
 * The sign-in page for a kept request, with the profile that the portal hinted at: by `profil=` in the address,
 * or by an AuthnContextClassRef of its own (domain 5.2).
 */
export function signInAddress(
  handle: string,
  req: Request,
  request: AuthnRequest,
  tools: Pick<SsoTools, 'serviceProviders'>,
): string {
  const address = new URLSearchParams({ suite: handle });
  const profile = req.query['profil'] ?? hintedProfile(request, tools);
  if (profile === 'eleve' || profile === 'responsable') address.set('profil', profile);
  return `/connexion?${address.toString()}`;
}

function hintedProfile(request: AuthnRequest, tools: Pick<SsoTools, 'serviceProviders'>): string | undefined {
  const hints = tools.serviceProviders.record(request.issuer)?.switches.profile_hints ?? {};
  for (const classRef of request.requestedAuthnContext?.classRefs ?? []) {
    const profile = Object.hasOwn(hints, classRef) ? hints[classRef] : undefined;
    if (profile !== undefined) return words[profile];
  }
  return undefined;
}
