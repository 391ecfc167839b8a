import { readFile } from 'node:fs/promises';
import type { JWK } from 'jose';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { FranceConnectClient } from './franceconnect/client.js';
import type { FranceConnectOptions } from './franceconnect/ports.js';
import { OperatorError } from './operator-error.js';
import type { Random } from './random.js';

/** Our addresses that are declared at FranceConnect, under BASE_URL. */
export const franceConnectPaths = {
  redirect: '/franceconnect/retour',
  logout: '/franceconnect/deconnexion',
} as const;

/** The button that FranceConnect provides, shown unchanged. */
export interface ButtonImage {
  type: 'image/svg+xml' | 'image/png';
  body: Buffer;
}

/** FranceConnect as the pages use it. */
export interface FranceConnect {
  client: FranceConnectClient;
  /** Public keys of private_key_jwt; absent: a client_secret. */
  keys?: readonly JWK[];
  button?: ButtonImage;
}

interface Parts {
  config: Config;
  clock: Clock;
  random: Random;
}

const mostOctets = 200_000;

/** Undefined: FRANCECONNECT_ISSUER is not set. @throws OperatorError when the key or the button cannot be read. */
export async function createFranceConnect({
  config,
  clock,
  random,
}: Parts): Promise<FranceConnect | undefined> {
  const {
    FRANCECONNECT_ISSUER: issuer,
    FRANCECONNECT_CLIENT_ID: clientId = '',
    FRANCECONNECT_CLIENT_SECRET: secret = '',
    FRANCECONNECT_KEY_FILE: keyFile,
    FRANCECONNECT_BUTTON: buttonFile,
  } = config;
  if (issuer === undefined) return undefined;
  const { FranceConnectClient, loadClientKey, ProviderMetadata, SigningKeyCache } = await loadProtocol();
  const key = keyFile === undefined ? undefined : await loadClientKey(keyFile);
  const button = buttonFile === undefined ? undefined : await readButton(buttonFile);
  const options: FranceConnectOptions = {
    ...{ issuer, clientId, signature: config.FRANCECONNECT_SIGNATURE, scopes: config.FRANCECONNECT_SCOPES },
    authentication: key === undefined ? { secret } : { privateKey: key.privateKey, keyId: key.keyId },
    redirectUri: `${config.BASE_URL}${franceConnectPaths.redirect}`,
    logoutUri: `${config.BASE_URL}${franceConnectPaths.logout}`,
  };
  const provider = new ProviderMetadata(options, clock);
  const keys = new SigningKeyCache(clock);
  const client = new FranceConnectClient({ options, provider, keys, clock, random });
  return {
    client,
    ...(key === undefined ? {} : { keys: [key.publicJwk] }),
    ...(button === undefined ? {} : { button }),
  };
}

/** Loaded where FranceConnect is set up: its libraries take memory and time at the start. */
async function loadProtocol() {
  return {
    ...(await import('./franceconnect/client.js')),
    ...(await import('./franceconnect/load-client-key.js')),
    ...(await import('./franceconnect/provider-metadata.js')),
    ...(await import('./franceconnect/signing-key-cache.js')),
  };
}

async function readButton(file: string): Promise<ButtonImage> {
  try {
    const body = await readFile(file);
    if (body.length > mostOctets) throw new Error(`it has more than ${mostOctets} octets`);
    const isPng = body.subarray(1, 4).toString('latin1') === 'PNG';
    if (!isPng && !/<svg[\s>]/.test(body.subarray(0, 2000).toString()))
      throw new Error('it is neither SVG nor PNG');
    return { body, type: isPng ? 'image/png' : 'image/svg+xml' };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(`FRANCECONNECT_BUTTON=${file} cannot be used: ${reason}.`, { cause });
  }
}
