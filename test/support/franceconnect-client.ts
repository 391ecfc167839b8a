import { systemClock } from '../../src/clock.js';
import { FranceConnectClient } from '../../src/franceconnect/client.js';
import type { FranceConnectRefusal } from '../../src/franceconnect/franceconnect-refusal.js';
import type { Arrival, Expectation, FranceConnectOptions } from '../../src/franceconnect/ports.js';
import { ProviderMetadata } from '../../src/franceconnect/provider-metadata.js';
import { SigningKeyCache } from '../../src/franceconnect/signing-key-cache.js';
import { systemRandom } from '../../src/random.js';
import { FranceConnectBrowser, type FranceConnectSite } from './franceconnect-site.js';

export const redirectUri = 'http://127.0.0.1:9/franceconnect/retour';
export const logoutUri = 'http://127.0.0.1:9/franceconnect/deconnexion';

/** Our client of that FranceConnect. */
export function clientOf(
  site: FranceConnectSite,
  others: Partial<FranceConnectOptions> = {},
): FranceConnectClient {
  const options: FranceConnectOptions = {
    ...{ issuer: site.issuer, clientId: site.clientId, authentication: { secret: site.clientSecret } },
    ...{
      signature: 'ES256',
      scopes: 'openid identite_pivot preferred_username email',
      redirectUri,
      logoutUri,
    },
    ...others,
  };
  const provider = new ProviderMetadata(options, systemClock);
  const keys = new SigningKeyCache(systemClock);
  return new FranceConnectClient({ options, provider, keys, clock: systemClock, random: systemRandom });
}

export interface Exchange {
  url: URL;
  expected: Expectation;
  back: URL;
}

/** To FranceConnect and back; nothing is finished. */
export async function walk(
  client: FranceConnectClient,
  site: FranceConnectSite,
  who?: string,
): Promise<Exchange> {
  const { url, expected } = await client.begin();
  const back = await new FranceConnectBrowser(site.issuer).signIn(url, who);
  return { url: new URL(url), expected, back: new URL(back) };
}

/** The whole exchange. */
export async function arrive(
  client: FranceConnectClient,
  site: FranceConnectSite,
  who = 'jeanne',
): Promise<Arrival> {
  const { back, expected } = await walk(client, site, who);
  return client.finish(back.search, expected);
}

/** Why it was refused. */
export const refusal = (promise: Promise<unknown>): Promise<FranceConnectRefusal> =>
  promise.then(
    () => Promise.reject(new Error('it was accepted')),
    (error: FranceConnectRefusal) => error,
  );
