import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGatewayProcess, type GatewayProcess } from '../../support/gateway-process.js';
import { writeAaf } from '../../support/feeds/write-aaf.js';
import { Operator, text } from '../../support/operator-site.js';

const size = { pupils: 1_000, guardians: 1_000, schools: 2 };
let folder: string;
let feed: Record<string, Buffer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  await writeAaf({ folder: join(folder, 'feed'), ...size });
  const names = await readdir(join(folder, 'feed'));
  const read = names.map(async (name) => [name, await readFile(join(folder, 'feed', name))] as const);
  feed = Object.fromEntries(await Promise.all(read));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let started: GatewayProcess[] = [];
afterEach(() => Promise.all(started.map(end)));

function end(gateway: GatewayProcess): Promise<number | null> {
  started = started.filter((one) => one !== gateway);
  return gateway.stop();
}

/** A gateway on the store of that name, whoever had it before. */
async function start(name: string): Promise<GatewayProcess> {
  const settings = { DATA_DIR: join(folder, name), CERTS_DIR: join(folder, 'certs') };
  const gateway = await startGatewayProcess(settings);
  started.push(gateway);
  return gateway;
}

async function enter(gateway: GatewayProcess): Promise<Operator> {
  const address = new URL((await gateway.cli('operator', 'link', '--name', 'op')).trim());
  return Operator.enter(gateway.url, address.searchParams.get('jeton') ?? '');
}

/** Waits until accounts are being written. */
async function untilWriting(operator: Operator): Promise<void> {
  for (let looks = 0; looks < 400; looks += 1) {
    if (text(await operator.open('/operateur/imports')).includes('Import en cours')) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error('the import never began to write');
}

const persons = async (gateway: GatewayProcess): Promise<string> => {
  const page = await (await enter(gateway)).try(feed);
  return text(page);
};

test('kill -9 while an import writes: said after the start, gone on with, nothing lost nor doubled', async () => {
  const killed = await start('one');
  const operator = await enter(killed);
  const tried = await operator.try(feed);
  expect(text(tried)).toMatch(/Élèves 1000 0 0 0 0/);
  await operator.browser.submit(tried, {}, 'form[action$="/appliquer"]');
  await untilWriting(operator);
  process.kill(killed.pid, 'SIGKILL');
  await end(killed);

  const gateway = await start('one');
  const again = await operator.settled(await operator.open(gateway.url + new URL(tried.url).pathname));
  expect(again.$('h1').text()).toBe('Import interrompu');
  expect(text(again)).toMatch(/une partie est écrite. Rien n’est perdu/);
  const applied = await operator.press(again, 'appliquer');
  expect(applied.$('h1').text()).toBe('Import terminé');
  expect(await persons(gateway)).toMatch(/Élèves 0 0 1000 0 0/);
  expect(await gateway.cli('audit', 'verify')).toMatch(/records/);
  const runs = JSON.parse(await gateway.cli('import', 'runs', '--json')) as { state: string }[];
  expect(runs.map(({ state }) => state)).toEqual(['planned', 'applied', 'applying', 'planned']);
}, 180_000);

test('SIGTERM while an import writes: the gateway ends it at a batch, leaves with 0, and says it at once', async () => {
  const stopped = await start('two');
  const operator = await enter(stopped);
  const tried = await operator.try(feed);
  await operator.browser.submit(tried, {}, 'form[action$="/appliquer"]');
  await untilWriting(operator);
  expect(await end(stopped)).toBe(0);
  const gateway = await start('two');
  const again = await operator.open(gateway.url + new URL(tried.url).pathname);
  if (again.$('h1').text() === 'Import interrompu') await operator.press(again, 'appliquer');
  expect(await persons(gateway)).toMatch(/Élèves 0 0 1000 0 0/);
}, 180_000);
