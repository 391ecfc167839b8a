import express, { Router, type Express } from 'express';
import { answerPages } from './pages/sso/answer-request.js';
import { continuePages } from './pages/sso/continue-page.js';
import { idpMetadataPage } from './pages/sso/idp-metadata-page.js';
import { receiveRequestPages } from './pages/sso/receive-request.js';
import type { SsoTools } from './pages/sso/sso-tools.js';
import { unsolicitedPage } from './pages/sso/unsolicited-page.js';
import { keepMetadata } from './pages/sso/keep-metadata.js';
import type { Services } from './services.js';
import { createErrorPage, notFound } from './web/error-page.js';
import { securityHeaders } from './web/headers.js';
import { healthRoutes } from './web/health.js';
import { metricsRoutes } from './web/metrics.js';
import { giveRequestId } from './web/request-id.js';
import { logRequests } from './web/request-log.js';

/** The order of middleware, then the routers; nothing else. */
export function createApp(services: Services): Express {
  const { config, log, random, web } = services;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', config.TRUST_PROXY);
  app.use(giveRequestId(random));
  app.use(logRequests({ log, metrics: web.metrics }));
  app.use(securityHeaders(config.BASE_URL));
  app.use(healthRoutes({ ping: () => services.storage.ping() }));
  app.use(metricsRoutes(web.metrics));
  app.use(web.assets.routes);
  app.use(idpMetadataPage(keepMetadata(services)));
  app.use(web.sessions.middleware);
  app.use(ssoPages(services));
  app.use(notFound);
  app.use(createErrorPage({ render: web.render, log }));
  return app;
}

function ssoPages(services: Services): Router {
  const { storage, keys, web } = services;
  const tools: SsoTools = {
    ...services,
    ...web,
    signer: keys.signer,
    ledger: storage.authnRequests,
    nameIds: storage.nameIds,
  };
  const answers = answerPages(tools);
  return Router()
    .use(receiveRequestPages(tools, answers))
    .use(unsolicitedPage(tools, answers))
    .use(continuePages(tools, answers));
}
