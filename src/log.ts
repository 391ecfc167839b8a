import pino, { type Logger } from 'pino';

export type { Logger };

/**
 * Structured log on standard output, one JSON line an event.
 * Never given to it: names, addresses, identifiers, passwords, codes, tokens or SAML messages (domain 15.2).
 */
export function createLog(level: string, destination?: pino.DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return destination === undefined ? pino(options) : pino(options, destination);
}
