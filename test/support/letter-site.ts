import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeState } from '../../src/accounts/change-state.js';
import type { Account, AccountKind } from '../../src/accounts/ports.js';
import { FrozenClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { registerPortal } from '../../src/demo/register-portal.js';
import { createLog } from '../../src/log.js';
import { outboxFolder } from '../../src/messaging/create-transports.js';
import type { KeptMessage } from '../../src/messaging/file-transports.js';
import type { Services } from '../../src/services.js';
import { startGateway } from '../../src/start-gateway.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';
import { freePort } from './gateway-process.js';
import { authnRequestXml, redirectQuery } from './make-authn-request.js';
import { acsXml, sampleSpXml } from './sample-sp.js';

export const provisional = 'KD7VQ2MTX4HB';
const by = { name: 'test', role: 'operator' } as const;
const uai = '9990001X';

/** A gateway in this process at a time that stands still, a portal that shows what is posted to it, and letters. */
export interface LetterSite {
  url: string;
  clock: FrozenClock;
  services: Services;
  logLines: string[];
  /** Where the portal takes Responses. */
  acs: string;
  /** An account with a letter of `provisional`, valid for three months. */
  notified(identifier: string, birthDate?: string, kind?: AccountKind): Promise<Account>;
  /** The account as it is stored. */
  account(identifier: string): Promise<Account>;
  /** The address that begins a sign-in from the portal. */
  fromPortal(): string;
  /** The messages sent to `to` so far, oldest first; waits for the `count`th. */
  mails(to: string, count?: number): Promise<KeptMessage[]>;
  stop(): Promise<void>;
}

/** Starts all of it. `settings` over those of a test. */
export async function startLetterSite(
  now: string,
  settings: Record<string, string> = {},
): Promise<LetterSite> {
  const clock = new FrozenClock(now);
  const folder = await mkdtemp(join(tmpdir(), 'letters-'));
  const store = await openStoreServer({ dataDir: folder, clock });
  const port = String(await freePort());
  const config = readConfig({
    ...{ PORT: port, DATA_DIR: folder, CERTS_DIR: join(folder, 'certs'), MONGODB_URI: store.uri },
    ...{ BCRYPT_COST: '4', LOCK_AFTER: '5', ...settings },
  });
  const logLines: string[] = [];
  const log = createLog('debug', { write: (line) => logLines.push(line) });
  const gateway = await startGateway(config, { log, parts: { clock, pause: async () => {} } });
  const portal = createServer((_, res) =>
    res.setHeader('Content-Type', 'text/html').end('<h1>The portal</h1>'),
  );
  await new Promise<void>((done) => portal.listen(0, '127.0.0.1', done));
  const acs = `http://localhost:${(portal.address() as AddressInfo).port}/acs`;
  const { services } = gateway;
  await services.storage.schools.saveMany([{ uai, name: 'collège d’essai', degree: 2, classes: [] }]);
  const entityId = 'https://ent.example.org/sp';
  const xml = sampleSpXml({ entityId, acs: acsXml(acs, 0, 'isDefault="true"') });
  await registerPortal(services, { xml, release: 'all', startUrl: acs });
  return {
    ...{ url: gateway.url, clock, services, logLines, acs },
    ...people(services),
    fromPortal: () =>
      `${gateway.url}/idp/profile/SAML2/Redirect/SSO?${requestFrom(entityId, acs, gateway.url, clock)}`,
    mails: (to, count = 0) => readMails(folder, to, count),
    stop: async () => {
      portal.closeAllConnections();
      portal.close();
      await gateway.stop();
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function people({ storage: { accounts }, hasher, stateTools, clock }: Services) {
  const account = async (identifier: string): Promise<Account> => {
    const found = await accounts.findByIdentifier(identifier);
    if (found === undefined) throw new Error(`no account ${identifier}`);
    return found;
  };
  const notified = async (
    identifier: string,
    birthDate?: string,
    kind: AccountKind = 'pupil',
  ): Promise<Account> => {
    const schools = [{ uai, degree: 2 as const, className: '3A' }];
    const person = { sn: 'Exemple', givenName: 'Noémie', schools, childIds: [] };
    const born = birthDate === undefined ? {} : { birthDate };
    const added = await accounts.add({
      kind,
      identifier,
      state: 'NON_NOTIFIE',
      person: { ...person, ...born },
    });
    const passwordHash = await hasher.hash(provisional);
    const expiresAt = new Date(clock.now().getTime() + 90 * 86_400_000);
    await changeState(added, 'notify', { by, passwordHash, expiresAt }, stateTools);
    return account(identifier);
  };
  return { account, notified };
}

function requestFrom(entityId: string, acs: string, url: string, clock: FrozenClock): string {
  const attributes = {
    ID: `_${randomBytes(16).toString('hex')}`,
    IssueInstant: clock.now().toISOString(),
    Destination: `${url}/idp/profile/SAML2/Redirect/SSO`,
    AssertionConsumerServiceURL: acs,
  };
  const xml = authnRequestXml({ issuer: `<saml:Issuer>${entityId}</saml:Issuer>`, attributes });
  return redirectQuery(xml, { relayState: 'where-i-was' });
}

async function readMails(folder: string, to: string, count: number): Promise<KeptMessage[]> {
  for (let waited = 0; ; waited += 1) {
    const names = await readdir(outboxFolder(folder)).catch(() => []);
    const kept = await Promise.all(
      names
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map(
          async (name) => JSON.parse(await readFile(join(outboxFolder(folder), name), 'utf8')) as KeptMessage,
        ),
    );
    const found = kept.filter((message) => message.to === to);
    if (found.length >= count) return found;
    if (waited === 200) throw new Error(`${found.length} mails to ${to} instead of ${count}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** The link of a mail. */
export function linkOf(message: KeptMessage | undefined): string {
  return /https?:\S+jeton=\S+/.exec(message?.text ?? '')?.[0] ?? 'no link';
}
