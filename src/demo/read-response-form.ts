import express, { type Request, type RequestHandler } from 'express';

/** Reads the body of a Response by HTTP-POST: a form, of 300 kB at most. */
export const responseForm: RequestHandler = express.urlencoded({ extended: false, limit: '300kb' });

/**
 * The fields of a Response by HTTP-POST (saml-bindings 3.5.4), as they came.
 * @throws Error when anything else came in their place: a library given a request, a list or a query string may take
 * the message for another kind, or a button for a wish to sign in.
 */
export function readResponseForm(request: Request): { encoded: string; relayState: string } {
  const form = (request.body ?? {}) as Record<string, unknown>;
  const { SAMLResponse: encoded, RelayState: relayState } = form;
  const strays = Object.keys({ ...form, ...request.query }).filter(
    (name) => name.startsWith('SAML') && name !== 'SAMLResponse',
  );
  if (typeof encoded !== 'string' || encoded === '' || strays.length > 0 || 'SAMLResponse' in request.query) {
    throw new Error('Aucune réponse SAML n’est arrivée sous la forme attendue.');
  }
  return { encoded, relayState: typeof relayState === 'string' ? relayState : '' };
}
