import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Clock } from '../../clock.js';
import type { FranceConnect } from '../../franceconnect-services.js';
import type { Flight, FlightRepository } from '../../franceconnect/ports.js';
import { newToken, type Random } from '../../random.js';
import type { BrowserCookie } from '../../web/browser-cookie.js';

export interface FlightTools {
  franceConnect: FranceConnect;
  flights: FlightRepository;
  browser: BrowserCookie;
  clock: Clock;
  random: Random;
}

export interface Exchange {
  req: Request;
  res: Response;
}

/** What a flight is for, and where it ends. */
export type FlightPlan = Pick<Flight, 'purpose' | 'accountId' | 'retour' | 'suite' | 'restarted'>;

/** FranceConnect's own session lives half an hour (domain 11). */
export const flightSeconds = 1800;

/** Sends the browser to FranceConnect. @throws GatewayError `franceconnect_unavailable`. */
export async function depart({ req, res }: Exchange, plan: FlightPlan, tools: FlightTools): Promise<void> {
  const { url, expected } = await tools.franceConnect.client.begin();
  const { state, ...secrets } = expected;
  await keep({ req, res }, { ...plan, ...secrets }, { state, tools });
  res.redirect(303, url);
}

/**
 * The address that closes the session at FranceConnect and then leads to `path` of this site; `path` at once when there is no
 * session to close, or FranceConnect cannot be asked where.
 */
export async function wayOut(
  exchange: Exchange,
  { idToken, path }: { idToken: string | undefined; path: string },
  tools: FlightTools,
): Promise<string> {
  if (idToken === undefined) return path;
  const state = newToken(tools.random, 32);
  const address = await tools.franceConnect.client.endSessionUrl(idToken, state).catch(() => undefined);
  if (address === undefined) return path;
  await keep(exchange, { purpose: 'sign-out', retour: path }, { state, tools });
  return address;
}

/** The flight of that state, once; undefined: none, or past. */
export async function land(state: unknown, { flights, clock }: FlightTools): Promise<Flight | undefined> {
  if (typeof state !== 'string' || !/^[\w-]{43}$/.test(state)) return undefined;
  return flights.take(hashOf(state), clock.now());
}

async function keep(
  { req, res }: Exchange,
  plan: FlightPlan & Pick<Flight, 'nonce' | 'codeVerifier'>,
  { state, tools }: { state: string; tools: FlightTools },
): Promise<void> {
  const expiresAt = new Date(tools.clock.now().getTime() + flightSeconds * 1000);
  const browser = tools.browser.browserHash(req, res);
  await tools.flights.add({ ...plan, id: hashOf(state), browser, expiresAt });
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
