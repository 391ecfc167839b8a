import { setTimeout as systemPause } from 'node:timers/promises';
import { createPasswordHasher } from './accounts/create-password-hasher.js';
import type { LockRules } from './accounts/lock-out.js';
import type { PasswordHasher } from './accounts/password.js';
import { MailAddresses } from './accounts/mail-addresses.js';
import { createSignIn, type SignIn } from './accounts/sign-in.js';
import { SingleUseLinks } from './accounts/single-use-link.js';
import { systemClock, type Clock } from './clock.js';
import type { Config } from './config.js';
import { ServiceProviderRegistry } from './federation/registry.js';
import { createGuardianServices, type GuardianServices } from './guardian-services.js';
import { createFranceConnect, type FranceConnect } from './franceconnect-services.js';
import { createLifecycle, type Lifecycle } from './lifecycle-services.js';
import { createFirstSignInServices, type FirstSignInServices } from './first-sign-in-services.js';
import type { Logger } from './log.js';
import { createMessaging, type Messaging } from './messaging/create-messaging.js';
import { inFolder } from './operator-error.js';
import { createOwnAccountServices, type OwnAccountServices } from './own-account-services.js';
import { systemRandom, type Random } from './random.js';
import { chooseEncryption } from './saml/choose-encryption.js';
import { proveSignature } from './saml/self-test.js';
import { loadSigningKeys, type SigningKeys } from './saml/signing-keys.js';
import { openStorage, type Storage } from './storage/open-storage.js';
import type { Server } from './storage/locate-server.js';
import { deriveKey, loadSecrets } from './storage/secrets.js';
import type { Pause } from './web/after-answer.js';
import { createWebServices, type WebServices } from './web-services.js';

/** Everything that lives as long as the process. */
export interface Services
  extends Omit<Lifecycle, 'stop'>, OwnAccountServices, FirstSignInServices, GuardianServices {
  config: Config;
  log: Logger;
  clock: Clock;
  random: Random;
  pause: Pause;
  /** Our SAML entityID, `<BASE_URL>/idp`. */
  entityId: string;
  keys: SigningKeys;
  storage: Storage;
  serviceProviders: ServiceProviderRegistry;
  hasher: PasswordHasher;
  signIn: SignIn;
  /** Links sent by mail. */
  links: SingleUseLinks;
  /** The address of an account: asked for, confirmed, refused. */
  mailAddresses: MailAddresses;
  messaging: Messaging;
  /** Undefined: FranceConnect is off. */
  franceConnect: FranceConnect | undefined;
  web: WebServices;
  close(): Promise<void>;
}

/** What tests put in the place of time, chance, keys or the store; and the server of the store when it was located before. */
export type ServiceParts = Partial<Pick<Services, 'clock' | 'random' | 'pause' | 'keys' | 'storage'>> & {
  server?: Promise<Server>;
};

/**
 * Makes every service of the program; nothing else does. What fails closes what was opened.
 * @throws Error when the store, the keys or the secrets cannot be used.
 */
export async function createServices(
  config: Config,
  log: Logger,
  parts: ServiceParts = {},
): Promise<Services> {
  const { clock = systemClock, random = systemRandom, pause = systemPause } = parts;
  const loading = parts.keys ?? loadKeys(config, clock, random);
  const [secrets, keys] = await Promise.all([loadSecrets(config), loading]);
  await proveSignature(keys);
  const storage = parts.storage ?? (await openStorage(config, log, parts.server));
  const serviceProviders = new ServiceProviderRegistry(storage.serviceProviders, chooseEncryption, log);
  let messaging: Messaging | undefined;
  let stopLifecycle: Lifecycle['stop'] | undefined;
  const close = async (): Promise<void> => {
    await stopLifecycle?.();
    await messaging?.stop();
    await serviceProviders.stop();
    await storage.close();
  };
  try {
    await serviceProviders.start();
    const hasher = createPasswordHasher(config, secrets.passwordPepper);
    const lock = lockRules(config);
    const signIn = createSignIn({ accounts: storage.accounts, hasher, clock, lock });
    const secret = secrets.sessionSecret;
    const key = (use: string): string => deriveKey(secret, use).toString('base64url');
    const inner = { config, log, clock, random, pause, storage, signIn, hasher, key };
    const web = createWebServices(inner);
    messaging = startMessaging({ ...inner, web }, secret);
    const { BASE_URL: baseUrl, TIME_ZONE: timeZone } = config;
    const entityId = `${baseUrl}/idp`;
    const { accounts, schools, links: linkStore } = storage;
    const links = new SingleUseLinks({ links: linkStore, accounts, clock, random });
    const { messages } = messaging;
    const { stop, ...lifecycle } = createLifecycle({ ...inner, messages, ineSecret: secrets.ineKey });
    stopLifecycle = stop;
    const { stateTools } = lifecycle;
    const telling = { ...inner, accounts, links, messages, audit: stateTools.audit };
    const mailAddresses = new MailAddresses({ ...telling, schools, timeZone, baseUrl });
    const ownAccount = createOwnAccountServices({ ...telling, lock });
    const firstSignIns = createFirstSignInServices({ ...inner, stateTools, messages, mailAddresses, lock });
    const guardians = createGuardianServices({ ...inner, messaging, mailAddresses, stateTools, secret });
    const franceConnect = await createFranceConnect(inner);
    const rules = { ...lifecycle, ...ownAccount, ...firstSignIns, ...guardians, links, franceConnect };
    return { ...inner, ...rules, mailAddresses, entityId, keys, serviceProviders, web, messaging, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function lockRules({ LOCK_AFTER, LOCK_SECONDS, LOCK_TRIES_PER_DAY }: Config): LockRules {
  return { after: LOCK_AFTER, seconds: LOCK_SECONDS, triesPerDay: LOCK_TRIES_PER_DAY };
}

type MessagingParts = Pick<Services, 'config' | 'log' | 'clock' | 'random' | 'storage' | 'web'>;

function startMessaging({ storage: { outbox }, web, ...rest }: MessagingParts, secret: string): Messaging {
  const meter = web.metrics.meterMessages(outbox, rest.clock);
  const key = (use: string): Buffer => deriveKey(secret, use);
  return createMessaging({ ...rest, outbox, meter, key, texts: web.translations });
}

function loadKeys(config: Config, clock: Clock, random: Random): Promise<SigningKeys> {
  const { CERTS_DIR: folder, SIGNING_KEY_BITS: bits, BASE_URL } = config;
  const options = { folder, bits, commonName: new URL(BASE_URL).hostname, clock, random };
  return inFolder('CERTS_DIR', folder, () => loadSigningKeys(options));
}
