import type { Request } from 'express';
import type { AuthnRequest } from '../../saml/types.js';
import { profileOfKind } from '../../web/profile.js';
import { readPlace, signInAddress } from '../sign-in/sign-in-form.js';
import type { SsoTools } from './sso-tools.js';

/**
 * The sign-in page for a kept request, with the profile that the portal hinted at: by `profil=` in the address,
 * or by an AuthnContextClassRef of its own (domain 5.2).
 */
export function keptSignInAddress(
  handle: string,
  req: Request,
  request: AuthnRequest,
  tools: Pick<SsoTools, 'serviceProviders'>,
): string {
  return signInAddress(
    readPlace({ suite: handle, profil: req.query['profil'] ?? hintedProfile(request, tools) }),
  );
}

function hintedProfile(request: AuthnRequest, tools: Pick<SsoTools, 'serviceProviders'>): string | undefined {
  const hints = tools.serviceProviders.record(request.issuer)?.switches.profile_hints ?? {};
  for (const classRef of request.requestedAuthnContext?.classRefs ?? []) {
    const profile = Object.hasOwn(hints, classRef) ? hints[classRef] : undefined;
    if (profile !== undefined) return profileOfKind(profile);
  }
  return undefined;
}
