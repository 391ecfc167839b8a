import { createDemoApp } from './demo-views.js';
import { notFoundPage } from './not-found-page.js';
import { paths } from './portal-paths.js';
import { type RunningPortal, servePortal } from './portal-routes.js';
import { newRelayState, rememberPending } from './portal-session.js';
import { readResponseForm, responseForm } from './read-response-form.js';
import { type TeleserviceOptions, TeleserviceProvider } from './teleservice-provider.js';
import { wayAsked } from './way-to-ask.js';

/** An online service (téléservice) that trusts the gateway through samlify and receives encrypted assertions. */
export function createTeleservice(options: TeleserviceOptions): RunningPortal {
  const provider = new TeleserviceProvider(options);
  const app = createDemoApp();
  const consumer = servePortal(app, options.portal, options.metadata);
  app.get(paths.signIn, (request, response) => {
    const relayState = newRelayState();
    const { url, requestId } = provider.ask(wayAsked(request), relayState);
    rememberPending(request.session, { relayState, requestId });
    response.redirect(303, url);
  });
  app.post(paths.consume, responseForm, async (request, response) => {
    let encoded = '';
    try {
      const form = readResponseForm(request);
      encoded = form.encoded;
      consumer.accept(response, await provider.open(encoded), form.relayState);
    } catch (reason) {
      consumer.refuse(response, encoded, reason);
    }
  });
  app.use(notFoundPage(options.portal));
  return { app, metadata: options.metadata };
}
