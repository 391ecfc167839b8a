import { franceConnectPaths } from '../../franceconnect-services.js';
import { type DemoConfig, demoUrl } from '../demo-config.js';
import { listen } from '../listen.js';
import { createStandIn } from './stand-in.js';

const clientId = 'passerelle-demo';
/** Known to the two programs of one machine alone. */
const clientSecret = 'secret-de-la-demonstration-32-octets';

/** Where the stand-in says to be: the path is that of FranceConnect. */
export function demoIssuer(config: DemoConfig): string {
  return `${demoUrl(config, 'franceconnect')}/api/v2`;
}

/** What the gateway of the demo has to know. */
export function franceConnectEnvironment(config: DemoConfig): Record<string, string> {
  return {
    FRANCECONNECT_ISSUER: demoIssuer(config),
    FRANCECONNECT_CLIENT_ID: clientId,
    FRANCECONNECT_CLIENT_SECRET: clientSecret,
  };
}

/** Starts the stand-in, the gateway declared to it. Gives how to stop it. */
export async function startDemoFranceConnect(config: DemoConfig): Promise<() => Promise<void>> {
  const gateway = demoUrl(config, 'gateway');
  const app = await createStandIn({
    ...{ issuer: demoIssuer(config), clientId, clientSecret, signature: 'ES256' },
    redirectUri: `${gateway}${franceConnectPaths.redirect}`,
    logoutUri: `${gateway}${franceConnectPaths.logout}`,
    startUrl: demoUrl(config, 'start'),
  });
  return (await listen(app, config.ports.franceconnect)).stop;
}

/** The service as FranceConnect knows it: each has identities of its own (`sub`). */
export const demoClientId = clientId;
