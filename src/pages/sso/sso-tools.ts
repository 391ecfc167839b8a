import type { Clock } from '../../clock.js';
import type { Config } from '../../config.js';
import type { ServiceProviderRegistry } from '../../federation/registry.js';
import type { ReleaseRecorder } from '../../federation/release-recorder.js';
import type { Logger } from '../../log.js';
import type { Random } from '../../random.js';
import type { PersistentNameIds, Signer } from '../../saml/ports.js';
import type { RenderAutoPost } from '../../web/auto-post.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';
import type { Csrf } from '../../web/csrf.js';
import type { RateLimit } from '../../web/rate-limit.js';
import type { Metrics } from '../../web/metrics.js';
import type { Sessions } from '../../web/session.js';
import type { AuthnRequestLedger } from '../../web/ports.js';

/** What the sign-on pages work with. */
export interface SsoTools {
  config: Config;
  clock: Clock;
  random: Random;
  log: Logger;
  /** Our entityID. */
  entityId: string;
  signer: Signer;
  serviceProviders: ServiceProviderRegistry;
  ledger: AuthnRequestLedger;
  nameIds: PersistentNameIds;
  /** Requests kept for one client address: each is a record in the store, and anybody may ask. */
  rateLimit: Pick<RateLimit, 'count'>;
  browser: BrowserCookie;
  csrf: Csrf;
  autoPost: RenderAutoPost;
  sessions: Pick<Sessions, 'read'>;
  metrics: Pick<Metrics, 'countSamlResponse'>;
  /** Told what each portal received. */
  releaseRecorder: Pick<ReleaseRecorder, 'note'>;
}
