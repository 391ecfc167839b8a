import express, { type Express, type Request, type Response } from 'express';
import type { InteractionResults, Provider } from 'oidc-provider';
import { createDemoApp, renderView } from '../demo-views.js';
import { notFoundPage } from '../not-found-page.js';
import { mockIdentities, mockPassword } from './mock-identities.js';
import { createStandInProvider, type StandInOptions } from './stand-in-provider.js';

const service = 'Passerelle';
/** Put on the words of FranceConnect when a person gives up (domain 11). */
const aborted = { error: 'access_denied', error_description: 'User auth aborted' };

/** A FranceConnect for trying and for tests: the provider under the path of its issuer, and the pages between. */
export async function createStandIn(options: StandInOptions & { startUrl?: string }): Promise<Express> {
  const provider = await createStandInProvider(options);
  const base = new URL(options.issuer).pathname;
  const pages = createDemoApp();
  const address = `${base}/interaction/:uid`;
  pages.use(letFormsReach(options.redirectUri));
  pages.get(address, (req, res) => show(provider, req, res));
  pages.post(address, express.urlencoded({ extended: false }), (req, res) => submit(provider, req, res));
  pages.use(
    notFoundPage({ title: 'FranceConnect d’essai', key: 'franceconnect', startUrl: options.startUrl ?? '/' }),
  );
  const answer = provider.callback();
  return express()
    .disable('x-powered-by')
    .use(base, (req, res, next) => {
      if (req.path.startsWith('/interaction/')) return next();
      void answer(req, res);
    })
    .use(pages);
}

/** `form-action` holds for the redirects after the post too, and they end at the service. */
function letFormsReach(redirectUri: string): express.RequestHandler {
  const policy = `default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'`;
  return (_req, res, next) => {
    res.setHeader('Content-Security-Policy', `${policy}; form-action 'self' ${new URL(redirectUri).origin}`);
    next();
  };
}

async function show(provider: Provider, req: Request, res: Response, wrong?: string): Promise<void> {
  const { prompt, session } = await provider.interactionDetails(req, res);
  const action = req.originalUrl;
  res.setHeader('Cache-Control', 'no-store');
  if (prompt.name === 'login') {
    const identities = mockIdentities.map((identity) => ({ ...identity, chosen: identity.key === wrong }));
    const view = { service, action, identities, password: mockPassword, wrong: wrong !== undefined };
    return void res.send(renderView('franceconnect-login', view));
  }
  const person = mockIdentities.find(({ key }) => key === session?.accountId);
  const name = `${person?.given_name ?? ''} ${person?.family_name ?? ''}`;
  res.send(renderView('franceconnect-consent', { service, action, name }));
}

async function submit(provider: Provider, req: Request, res: Response): Promise<void> {
  const { prompt } = await provider.interactionDetails(req, res);
  const { suite, identite = '', 'mot-de-passe': password } = req.body as Record<string, string>;
  const end = (result: InteractionResults): Promise<void> =>
    provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
  if (suite !== 'oui') return end(aborted);
  if (prompt.name !== 'login') return end({ consent: { grantId: await grant(provider, req, res) } });
  const known = mockIdentities.some(({ key }) => key === identite);
  if (!known || password !== mockPassword) return show(provider, req, res, identite);
  await end({ login: { accountId: identite, acr: 'eidas1', amr: ['pwd'] } });
}

async function grant(provider: Provider, req: Request, res: Response): Promise<string> {
  const { params, session } = await provider.interactionDetails(req, res);
  const given = new provider.Grant({
    accountId: session?.accountId ?? '',
    clientId: String(params['client_id']),
  });
  given.addOIDCScope(String(params['scope']));
  return given.save();
}
