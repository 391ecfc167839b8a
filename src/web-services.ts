import type { PasswordHasher } from './accounts/password.js';
import type { SignIn } from './accounts/sign-in.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Logger } from './log.js';
import type { Random } from './random.js';
import type { Storage } from './storage/open-storage.js';
import { createAfterAnswer, type AfterAnswer, type Pause } from './web/after-answer.js';
import { loadAssets, type Assets } from './web/assets.js';
import { createAutoPost, type RenderAutoPost } from './web/auto-post.js';
import { createBrowserCookie, type BrowserCookie } from './web/browser-cookie.js';
import { createCsrf, type Csrf } from './web/csrf.js';
import { InFlight } from './web/in-flight.js';
import { createJourneyCookie, type JourneyCookie } from './web/journey-cookie.js';
import {
  createChooseLanguage,
  createRememberLanguage,
  type ChooseLanguage,
  type RememberLanguage,
} from './web/language.js';
import { createLinkToken, type LinkToken } from './web/link-token.js';
import { createMetrics, type Metrics } from './web/metrics.js';
import { createAuthenticator, type Authenticator } from './web/passport.js';
import { createOperatorCookie, type OperatorCookie } from './web/operator-cookie.js';
import { createRender, type Render } from './web/render.js';
import { createSessions, type Sessions } from './web/session.js';
import { loadTranslations, type Translations } from './web/translations.js';

/** What the pages are made of. */
export interface WebServices {
  assets: Assets;
  translations: Translations;
  chooseLanguage: ChooseLanguage;
  render: Render;
  autoPost: RenderAutoPost;
  sessions: Sessions;
  browser: BrowserCookie;
  csrf: Csrf;
  linkToken: LinkToken;
  journeyCookie: JourneyCookie;
  /** The proof that the password of the other account was right, between two pages. */
  groupingCookie: JourneyCookie;
  activationCookie: JourneyCookie;
  operatorCookie: OperatorCookie;
  authenticator: Authenticator;
  metrics: Metrics;
  inFlight: InFlight;
  afterAnswer: AfterAnswer;
  rememberLanguage: RememberLanguage;
}

interface Inner {
  config: Config;
  log: Logger;
  clock: Clock;
  random: Random;
  pause: Pause;
  storage: Storage;
  signIn: SignIn;
  hasher: PasswordHasher;
  /** A key for one use, from SESSION_SECRET. */
  key: (use: string) => string;
}

/** Makes the plumbing of the pages. */
export function createWebServices(inner: Inner): WebServices {
  const { config, clock, random, storage, signIn, hasher, key } = inner;
  const baseUrl = config.BASE_URL;
  const inFlight = new InFlight();
  const assets = loadAssets();
  const translations = loadTranslations(config);
  const chooseLanguage = createChooseLanguage({ baseUrl, fallback: config.LANGUAGE });
  const browser = createBrowserCookie({ baseUrl, random });
  const limits = { idleMinutes: config.SESSION_IDLE_MINUTES, hours: config.SESSION_HOURS };
  const sessions = createSessions({
    sessions: storage.sessions,
    clock,
    random,
    limits,
    secret: key('session cookie'),
    baseUrl,
  });
  return {
    assets,
    translations,
    chooseLanguage,
    render: createRender({ translations, chooseLanguage, assets, random }),
    autoPost: createAutoPost({ translations, chooseLanguage, random }),
    sessions,
    browser,
    csrf: createCsrf({ secret: key('form token'), baseUrl, browser }),
    journeyCookie: createJourneyCookie({ baseUrl }),
    groupingCookie: createJourneyCookie({ baseUrl, journey: 'regroupement' }),
    activationCookie: createJourneyCookie({ baseUrl, journey: 'inscription' }),
    operatorCookie: createOperatorCookie({ baseUrl }),
    linkToken: createLinkToken({ baseUrl }),
    authenticator: createAuthenticator({ signIn, accounts: storage.accounts, sessions, clock, random }),
    metrics: createMetrics(() => hasher.waiting),
    inFlight,
    afterAnswer: createAfterAnswer({ inFlight, log: inner.log, random, pause: inner.pause }),
    rememberLanguage: createRememberLanguage({ baseUrl }),
  };
}
