import type { Request } from 'express';

/** As usual; with a new proof of identity (ForceAuthn); without showing anything (IsPassive) (saml-core 3.4.1). */
export type WayToAsk = 'usual' | 'force' | 'passive';

/** The way that a link of the portal's page asks for: `?demande=force`. */
export function wayAsked(request: Request): WayToAsk {
  const asked = request.query['demande'];
  return asked === 'force' || asked === 'passive' ? asked : 'usual';
}
