import express, { Router, type Express } from 'express';
import { changeMailPage } from './pages/account/change-mail-page.js';
import { changePasswordPage } from './pages/account/change-password-page.js';
import { checkAgainPage } from './pages/account/check-again-page.js';
import { chooseLanguagePage } from './pages/account/choose-language-page.js';
import { downloadDataPage } from './pages/account/download-data-page.js';
import { endSessionsPage } from './pages/account/end-sessions-page.js';
import { groupAccountsPage } from './pages/account/group-accounts-page.js';
import { myChildrenPage } from './pages/account/my-children-page.js';
import { accountFranceConnectPage } from './pages/account/franceconnect-page.js';
import { myAccountPage } from './pages/account/my-account-page.js';
import { servicesPage } from './pages/account/services-page.js';
import { signOutPage } from './pages/account/sign-out-page.js';
import { firstSignInPages } from './pages/activation/first-sign-in-pages.js';
import { guardianPages } from './pages/activation/guardian-pages.js';
import { franceConnectPages } from './pages/franceconnect/franceconnect-pages.js';
import { helpRoutes } from './pages/help/help-pages.js';
import { lostIdentifierPage } from './pages/recovery/lost-identifier-page.js';
import { lostPasswordPage } from './pages/recovery/lost-password-page.js';
import { newPasswordPage } from './pages/recovery/new-password-page.js';
import { confirmMailPage } from './pages/mail/confirm-mail-page.js';
import { ownMailPage } from './pages/mail/own-mail-page.js';
import { operatorPages } from './pages/operator/operator-pages.js';
import { signInPage } from './pages/sign-in/sign-in-page.js';
import { answerPages, type AnswerPages } from './pages/sso/answer-request.js';
import { continuePages } from './pages/sso/continue-page.js';
import { idpMetadataPage } from './pages/sso/idp-metadata-page.js';
import { keepMetadata } from './pages/sso/keep-metadata.js';
import { receiveRequestPages } from './pages/sso/receive-request.js';
import type { SsoTools } from './pages/sso/sso-tools.js';
import { unsolicitedPage } from './pages/sso/unsolicited-page.js';
import type { Services } from './services.js';
import { createBodyDeadline } from './web/body-deadline.js';
import { createErrorPage, notFound } from './web/error-page.js';
import { securityHeaders } from './web/headers.js';
import { healthRoutes } from './web/health.js';
import { metricsRoutes } from './web/metrics.js';
import { createRateLimit } from './web/rate-limit.js';
import { giveRequestId } from './web/request-id.js';
import { logRequests } from './web/request-log.js';

/** The order of middleware, then the routers; nothing else. */
export function createApp(services: Services): Express {
  const { config, log, random, storage, web } = services;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', config.TRUST_PROXY);
  app.use(web.inFlight.middleware);
  app.use(giveRequestId(random));
  app.use(logRequests({ log, metrics: web.metrics }));
  app.use(securityHeaders(config.BASE_URL));
  app.use(createBodyDeadline());
  const tools = ssoTools(services);
  const answers = answerPages(tools);
  app.use(ssoPages(services, tools, answers));
  app.use(web.assets.routes);
  app.use(healthRoutes({ ping: () => storage.ping() }));
  app.use(metricsRoutes(web.metrics));
  app.use(personPages(services, answers));
  app.use(notFound);
  app.use(createErrorPage({ render: web.render, log }));
  return app;
}

/** What portals call. First, since single sign-on is most of the traffic. */
function ssoPages(services: Services, tools: SsoTools, answers: AnswerPages): Router {
  return Router()
    .use(receiveRequestPages(tools, answers))
    .use(unsolicitedPage(tools, answers))
    .use(continuePages(tools, answers))
    .use(idpMetadataPage(keepMetadata(services)));
}

/** What people see. */
function personPages(services: Services, answers: AnswerPages): Router {
  const { config, storage, web, messaging, stateTools } = services;
  const rateLimit = createRateLimit({ enabled: config.RATE_LIMIT, perMinute: config.SIGN_IN_PER_MINUTE });
  const tools = {
    ...services,
    ...web,
    ...{ accounts: storage.accounts, schools: storage.schools },
    ...{ releases: storage.releases, allowances: storage.allowances, connections: storage.connections },
    reports: storage.reports,
    messages: messaging.messages,
    ...{ subjects: storage.subjects, flights: storage.flights },
    ...{ audit: stateTools.audit, auditStore: storage.audit },
    recheckMinutes: config.RECHECK_MINUTES,
    timeZone: config.TIME_ZONE,
    ledger: storage.authnRequests,
    rateLimit,
    answers,
    lockSeconds: config.LOCK_SECONDS,
    importRuns: storage.importRuns,
    fileLimits: { files: config.UPLOAD_FILES, octets: config.UPLOAD_MEGABYTES * 1_000_000 },
  };
  const franceConnect = franceConnectTools(services, tools);
  return Router()
    .use(config.OPERATOR_PAGES ? operatorPages(tools) : Router())
    .use(signInPage(tools))
    .use(lostIdentifierPage(tools))
    .use(lostPasswordPage(tools))
    .use(newPasswordPage(tools))
    .use(franceConnectPages(franceConnect))
    .use(firstSignInPages(tools))
    .use(guardianPages(tools))
    .use(confirmMailPage(tools))
    .use(ownMailPage(tools))
    .use(servicesPage(tools))
    .use(myAccountPage(tools))
    .use(myChildrenPage(tools))
    .use(groupAccountsPage(tools))
    .use(checkAgainPage(tools))
    .use(changePasswordPage(tools))
    .use(changeMailPage(tools))
    .use(accountFranceConnectPage(franceConnect))
    .use(downloadDataPage(tools))
    .use(endSessionsPage(tools))
    .use(chooseLanguagePage(tools))
    .use(signOutPage({ ...tools, franceConnectFlights: franceConnect }))
    .use(helpRoutes(tools));
}

/** What the pages of FranceConnect need besides; undefined: it is off. */
function franceConnectTools<T extends object>({ config, franceConnect, ...services }: Services, tools: T) {
  if (franceConnect === undefined) return undefined;
  const { RATE_LIMIT: enabled, SSO_PER_MINUTE: perMinute } = config;
  const { storage, messaging, stateTools, clock } = services;
  const { accounts, subjects } = storage;
  const { audit } = stateTools;
  return {
    ...tools,
    franceConnect,
    flightLimit: createRateLimit({ enabled, perMinute }),
    linking: { subjects, accounts, audit, clock, messages: messaging.messages },
  };
}

function ssoTools({ storage, keys, web, ...services }: Services): SsoTools {
  const { authnRequests: ledger, nameIds } = storage;
  const { RATE_LIMIT: enabled, SSO_PER_MINUTE: perMinute } = services.config;
  const rateLimit = createRateLimit({ enabled, perMinute });
  return { ...services, ...web, signer: keys.signer, ledger, nameIds, rateLimit };
}
