import { join } from 'node:path';
import { readConfig } from '../config.js';
import { outboxFolder } from '../messaging/create-transports.js';
import { startGateway } from '../start-gateway.js';
import { checkPorts } from './check-ports.js';
import { type DemoConfig, demoUrl } from './demo-config.js';
import {
  demoIssuer,
  franceConnectEnvironment,
  startDemoFranceConnect,
} from './franceconnect/demo-franceconnect.js';
import { seedFranceConnect } from './franceconnect/seed-franceconnect.js';
import { createInbox } from './inbox.js';
import { listen } from './listen.js';
import { seedDemo } from './seed.js';
import { seedLetterGuardians } from './seed-letter-guardians.js';
import { seedGuardians } from './seed-guardians.js';
import { seedNewcomers } from './seed-newcomers.js';
import { createStartPage } from './start-page.js';
import { startPortals } from './start-portals.js';

export interface RunningDemo {
  /** Where a person begins. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts the gateway with demo data, the two portals that trust it, a stand-in of FranceConnect, the start page, and the inbox
 * of what the gateway sends; all in this process.
 * What fails stops what was started.
 * @throws PortBusyError, or what the gateway throws.
 */
export async function startDemo(config: DemoConfig): Promise<RunningDemo> {
  await checkPorts(config);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((one) => one()));
  };
  try {
    stops.push(await startDemoFranceConnect(config));
    const gateway = await startGateway(gatewayConfig(config));
    stops.push(() => gateway.stop());
    const { storage, hasher, clock, stateTools } = gateway.services;
    const { accounts, schools } = storage;
    const hash = (password: string): Promise<string> => hasher.hash(password);
    await seedDemo({ accounts, schools, hash, today: clock.now() });
    await seedNewcomers({ accounts, hash, stateTools });
    await seedLetterGuardians({ accounts, hash, stateTools });
    await seedGuardians(accounts, clock.now());
    const { subjects } = storage;
    await seedFranceConnect({ accounts, subjects, issuer: demoIssuer(config), today: clock.now() });
    stops.push(...(await startPortals(config, gateway)));
    stops.push((await listen(createStartPage(config, clock.now()), config.ports.start)).stop);
    const inbox = createInbox(outboxFolder(config.dataFolder), demoUrl(config, 'start'));
    stops.push((await listen(inbox, config.ports.inbox)).stop);
    return { url: demoUrl(config, 'start'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The settings of the demo's gateway; those of the environment do not count. */
function gatewayConfig(config: DemoConfig) {
  return readConfig({
    PORT: String(config.ports.gateway),
    BASE_URL: demoUrl(config, 'gateway'),
    DATA_DIR: config.dataFolder,
    CERTS_DIR: join(config.dataFolder, 'certs'),
    LOG_LEVEL: config.logLevel,
    BCRYPT_COST: '10',
    ...franceConnectEnvironment(config),
  });
}
