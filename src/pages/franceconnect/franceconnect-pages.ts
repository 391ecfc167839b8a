import { Router } from 'express';
import { callbackPage, type CallbackTools } from './callback-page.js';
import { providedFiles } from './provided-files.js';
import { signedOutPage } from './signed-out-page.js';
import { startPage, type StartPageTools } from './start-page.js';

/** The addresses of FranceConnect; none when it is off. */
export function franceConnectPages(tools: (CallbackTools & StartPageTools) | undefined): Router {
  const routes = Router();
  if (tools === undefined) return routes;
  return routes
    .use(startPage(tools))
    .use(callbackPage(tools))
    .use(signedOutPage(tools))
    .use(providedFiles(tools.franceConnect));
}
