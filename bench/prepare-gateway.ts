import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../src/clock.js';
import { systemRandom } from '../src/random.js';
import { makeCertificate, makePrivateKey } from '../src/saml/self-signed-certificate.js';
import type { Setup } from './client/plan.js';
import type { Credentials } from './client/flows.js';
import type { GatewayProcess } from './gateway-process.js';
import { portalMetadata, type Portal } from './portal.js';

const password = 'un mot de passe du banc';

/** Accounts that sign in during the bench; 64 do at once. */
const signingIn = 96;

/**
 * Fills a gateway through its command line: two portals that receive the whole catalogue (one plain, one that signs its
 * requests and is answered encrypted), accounts that sign in and, when `bystanders`, about 900 more of a synthetic school.
 */
export async function prepareGateway(
  gateway: GatewayProcess,
  folder: string,
  bystanders: boolean,
): Promise<Setup> {
  const plain = { entityId: 'https://ent.bench.example/metadata', acsUrl: 'https://ent.bench.example/acs' };
  const encrypted = await encryptingPortal();
  await addPortal(gateway, folder, { portal: plain });
  await addPortal(gateway, folder, encrypted);
  if (bystanders) {
    await gateway.command(
      'demo-data',
      '--schools',
      '1',
      '--pupils',
      '500',
      '--guardians',
      '404',
      '--active',
      '--password',
      password,
    );
  }
  const accounts = await addAccounts(gateway, folder);
  return { baseUrl: gateway.baseUrl, plain, encrypted: encrypted.portal, accounts, sessions: 32 };
}

interface PortalFile {
  portal: Portal;
  certificatePem?: string;
}

async function encryptingPortal(): Promise<Required<PortalFile>> {
  const privateKeyPem = await makePrivateKey(2048);
  const naming = { commonName: 'teleservice.bench.example', clock: systemClock, random: systemRandom };
  const certificatePem = await makeCertificate(privateKeyPem, naming);
  const host = 'https://teleservice.bench.example';
  return { portal: { entityId: `${host}/metadata`, acsUrl: `${host}/acs`, privateKeyPem }, certificatePem };
}

async function addPortal(gateway: GatewayProcess, folder: string, file: PortalFile): Promise<void> {
  const { portal, certificatePem } = file;
  const path = join(folder, `${new URL(portal.entityId).hostname}.xml`);
  await writeFile(path, portalMetadata(portal, certificatePem));
  await gateway.command('sp', 'add', path, '--release', 'all');
}

/** Pupils with the record a portal expects, by one CSV file. */
async function addAccounts(gateway: GatewayProcess, folder: string): Promise<Credentials[]> {
  const accounts = Array.from({ length: signingIn }, (_, at) => ({
    identifier: `b.banc${100 + at}`,
    password,
  }));
  const rows = accounts.map(
    ({ identifier }, at) =>
      `pupil,${identifier},${password},BANC${at},Élève,${identifier}@example.org,2012-03-0${1 + (at % 9)},9990001X,2115`,
  );
  const header = 'kind,identifier,password,sn,given-name,mail,birth-date,uai,level';
  const path = join(folder, 'accounts.csv');
  await writeFile(path, `${[header, ...rows].join('\n')}\n`);
  await gateway.command('account', 'add', '--from', path);
  return accounts;
}
