import * as v from 'valibot';
import { franceConnectFaults } from './settings/franceconnect-faults.js';
import { messageFaults } from './settings/message-faults.js';
import { OperatorError } from './operator-error.js';
import { productionFaults } from './settings/production-faults.js';
import { settings, type ReadSettings, type Setting } from './settings/settings.js';

/** The settings of one process, read once. */
export type Config = Omit<ReadSettings, 'BASE_URL'> & { BASE_URL: string };

/**
 * Gives libuv's pool eight threads: with four, 32 bcrypt compares made an async signature wait 4.2 s (security 3).
 * Counts only before the pool is first used: `main.ts` calls it before anything else is loaded.
 */
export function reserveThreads(environment: NodeJS.ProcessEnv = process.env): void {
  environment['UV_THREADPOOL_SIZE'] ??= '8';
}

/** All that is wrong with the settings, one line each. */
export class ConfigError extends OperatorError {
  constructor(readonly faults: readonly string[]) {
    super(`Settings to correct:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/**
 * Reads every setting of `environment`.
 * @throws ConfigError listing all faults at once.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [string, Setting][]) {
    const given = environment[name];
    const result = v.safeParse(setting.rule, given === undefined || given === '' ? setting.default : given);
    if (result.success) read[name] = result.output;
    else faults.push(`${name}: ${result.issues[0].message}. ${setting.about}`);
  }
  faults.push(...productionFaults(read), ...messageFaults(read), ...franceConnectFaults(read));
  if (faults.length > 0) throw new ConfigError(faults);
  const config = read as ReadSettings;
  return { ...config, BASE_URL: config.BASE_URL ?? `http://${hostInUrl(config.HOST)}:${config.PORT}` };
}

/** A host that we listen on, as a browser of this machine writes it: every address (`0.0.0.0`, `::`) is `localhost`. */
export function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
