import express, { Router, type Express, type Response } from 'express';
import type { AuthnRequest } from '../../../src/saml/types.js';
import { FrozenClock } from '../../../src/clock.js';
import { GatewayError, type ErrorCode } from '../../../src/errors.js';
import type { Config } from '../../../src/config.js';
import { createLog } from '../../../src/log.js';
import { catalogue } from '../../../src/error-catalogue.js';
import { servicesPage } from '../../../src/pages/account/services-page.js';
import { signOutPage } from '../../../src/pages/account/sign-out-page.js';
import { helpRoutes } from '../../../src/pages/help/help-pages.js';
import { signInPage } from '../../../src/pages/sign-in/sign-in-page.js';
import { SeededRandom } from '../../../src/random.js';
import type { ServiceProvider } from '../../../src/federation/service-provider.js';
import { loadAssets } from '../../../src/web/assets.js';
import { createAutoPost } from '../../../src/web/auto-post.js';
import { createBrowserCookie } from '../../../src/web/browser-cookie.js';
import { createCsrf } from '../../../src/web/csrf.js';
import { createErrorPage, notFound } from '../../../src/web/error-page.js';
import { securityHeaders } from '../../../src/web/headers.js';
import { healthRoutes } from '../../../src/web/health.js';
import { createJourneyCookie } from '../../../src/web/journey-cookie.js';
import { createChooseLanguage, createRememberLanguage } from '../../../src/web/language.js';
import { createMetrics, metricsRoutes } from '../../../src/web/metrics.js';
import type { Account } from '../../../src/accounts/ports.js';
import type { SignInAttempt } from '../../../src/accounts/sign-in.js';
import { createAuthenticator } from '../../../src/web/passport.js';
import type { AuthnRequestLedger } from '../../../src/web/ports.js';
import { createRateLimit } from '../../../src/web/rate-limit.js';
import { createRender } from '../../../src/web/render.js';
import { giveRequestId } from '../../../src/web/request-id.js';
import { logRequests } from '../../../src/web/request-log.js';
import { createSessions, type Sessions } from '../../../src/web/session.js';
import { loadTranslations } from '../../../src/web/translations.js';
import { FakeSessions } from './fake-sessions.js';
import { lea, noe, samplePortal, sampleRequest } from './sample-people.js';

export const entEntityId = 'https://ent.example/sp';
/** A handle that waits for whoever shows it first. */
export const waitingSuite = 'A'.repeat(32);

/** The pages with fakes behind them: everything they do is seen in `attempts`, `recorded`, `sessions` and `logLines`. */
export interface TestSite {
  app: Express;
  clock: FrozenClock;
  sessions: FakeSessions;
  attempts: SignInAttempt[];
  /** The portal, if any, of each sign-in that was recorded. */
  recorded: (string | undefined)[];
  logLines: string[];
  /** What the storage's ping does. */
  storage: { up: boolean };
}

export interface TestSiteOptions {
  baseUrl?: string;
  portals?: ServiceProvider[];
  /** Refusal of the next sign-ins. */
  refusal?: () => ErrorCode | undefined;
  /** The account is locked, or its password replaced, while the password is checked. */
  changedMeanwhile?: boolean;
  /** An address of their own is proposed after the sign-in. */
  proposesOwnMail?: boolean;
  perMinute?: number;
  trustProxy?: number;
  legal?: Partial<Pick<Config, 'LEGAL_HOST' | 'LEGAL_PUBLISHER'>>;
}

export function createTestSite(options: TestSiteOptions = {}): TestSite {
  const baseUrl = options.baseUrl ?? 'http://gateway.test';
  const clock = new FrozenClock('2026-09-01T08:00:00Z');
  const random = new SeededRandom('test-site');
  const sessionRepository = new FakeSessions();
  const attempts: SignInAttempt[] = [];
  const recorded: TestSite['recorded'] = [];
  const logLines: string[] = [];
  const storage = { up: true };
  const log = createLog('debug', { write: (line) => logLines.push(line) });
  const metrics = createMetrics(() => 3);
  const browser = createBrowserCookie({ baseUrl, random });
  const chooseLanguage = createChooseLanguage({ baseUrl, fallback: 'fr' });
  const assets = loadAssets();
  const translations = loadTranslations({
    SERVICE_NAME: 'ÉcoleClé',
    SERVICE_OPERATOR: 'Académie d’essai',
    SUPPORT_MAIL: 'aide@gateway.test',
    TIME_ZONE: 'Europe/Paris',
  });
  const records = options.portals ?? [samplePortal(entEntityId, { fr: 'ENT d’essai', en: 'Trial portal' })];
  const sessions = createSessions({
    sessions: sessionRepository,
    clock,
    random,
    limits: { idleMinutes: 60, hours: 10 },
    secret: 'test-secret-test-secret',
    baseUrl,
  });
  const tools = {
    render: createRender({ translations, chooseLanguage, assets, random }),
    csrf: createCsrf({ secret: 'test-secret-test-secret', baseUrl, browser }),
    sessions,
    authenticator: createAuthenticator({
      signIn: fakeSignIn(attempts, options),
      accounts: { findMany: async () => [], recordSuccess: async () => true },
      ...{ sessions, clock, random },
    }),
    journeys: { begin: () => Promise.reject(new Error('no first sign-in here')) },
    journeyCookie: createJourneyCookie({ baseUrl }),
    rememberLanguage: createRememberLanguage({ baseUrl }),
    mailAddresses: { propose: async () => options.proposesOwnMail === true },
    selfRegistration: { isOpen: () => true },
    rateLimit: createRateLimit({ enabled: true, perMinute: options.perMinute ?? 1000 }),
    ledger: fakeLedger(),
    answers: {
      answer: async (res: Response, request: AuthnRequest) => {
        res.send(`answer to ${request.issuer}`);
        return true;
      },
    },
    serviceProviders: {
      record: (entityId: string) => records.find((record) => record.entityId === entityId),
      list: () => records,
    },
    metrics,
    browser,
    chooseLanguage,
    clock,
    log,
    schools: { findMany: async () => [] },
    lockSeconds: 60,
    connectionLog: { record: ({ portal }: { portal?: string }) => void recorded.push(portal) },
    config: { LEGAL_HOST: undefined, LEGAL_PUBLISHER: undefined, ...options.legal },
  };
  const autoPost = createAutoPost({ translations, chooseLanguage, random });
  const app = express()
    .set('trust proxy', options.trustProxy ?? 0)
    .use(giveRequestId(random))
    .use(logRequests({ log, metrics }))
    .use(securityHeaders(baseUrl))
    .use(
      healthRoutes({
        ping: () => (storage.up ? Promise.resolve() : Promise.reject(new Error('secret-host down'))),
      }),
    )
    .use(metricsRoutes(metrics))
    .use(assets.routes)
    .use(signInPage(tools), servicesPage(tools), signOutPage(tools), helpRoutes(tools))
    .use(trialRoutes(autoPost, tools.sessions))
    .use(notFound)
    .use(createErrorPage({ render: tools.render, log }));
  return { app, clock, sessions: sessionRepository, attempts, recorded, logLines, storage };
}

/** Routes that only fail, or only post to a portal. */
function trialRoutes(autoPost: ReturnType<typeof createAutoPost>, sessions: Sessions): Router {
  const routes = Router();
  routes.get('/trial/error/:code', (req) => {
    const code = req.params.code as ErrorCode;
    throw code in catalogue
      ? new GatewayError(code, { detail: 'detail-for-operators' })
      : new Error('secret-cause');
  });
  routes.get('/trial/session', async (req, res) => {
    res.send((await sessions.read(req))?.subject.identifier ?? 'nobody');
  });
  routes.get('/trial/auto-post', (req, res) => {
    const { acs, relay } = req.query as { acs?: string; relay?: string };
    autoPost(res, {
      acsUrl: acs ?? 'https://ent.example/acs',
      samlResponse: 'PHNhbWxwOlJlc3BvbnNlLz4=',
      ...(relay === undefined ? {} : { relayState: relay }),
    });
  });
  return routes;
}

function fakeSignIn(attempts: SignInAttempt[], options: TestSiteOptions) {
  return (attempt: SignInAttempt) => {
    attempts.push(attempt);
    const refusal = options.refusal?.();
    if (refusal !== undefined) return Promise.reject(new GatewayError(refusal));
    const subject = [noe, lea].find((each) => each.identifier === attempt.identifier);
    if (subject === undefined || attempt.password !== 'right-password') {
      return Promise.reject(new GatewayError('credentials_wrong'));
    }
    const confirm = async (): Promise<void> => {
      if (options.changedMeanwhile === true) throw new GatewayError('credentials_wrong');
    };
    const { accountId: id, ...rest } = subject;
    const times = { createdAt: new Date(0), version: 1 };
    const account: Account = {
      id,
      ...rest,
      state: 'ACTIF',
      failures: { count: 0, windowCount: 0 },
      ...times,
    };
    return Promise.resolve({ opens: 'session' as const, account, subject, confirm });
  };
}

/** One request waits under `waitingSuite`; the first browser gets it. */
function fakeLedger(): Pick<AuthnRequestLedger, 'claim' | 'takeToAnswer' | 'prolong'> {
  let owner: string | undefined;
  const claim: AuthnRequestLedger['claim'] = (handle, browser) => {
    if (handle !== waitingSuite || (owner ??= browser) !== browser) return Promise.resolve(undefined);
    const pending = { handle, request: sampleRequest(entEntityId), receivedAt: new Date(0), answered: false };
    return Promise.resolve(pending);
  };
  return { claim, takeToAnswer: claim, prolong: async () => {} };
}
