import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FrozenClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { createMessageSeal } from '../../src/messaging/create-message-seal.js';
import { createMessages } from '../../src/messaging/create-messages.js';
import { createMessaging } from '../../src/messaging/create-messaging.js';
import { leaseMilliseconds } from '../../src/messaging/outbox-worker.js';
import { systemRandom } from '../../src/random.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { deriveKey, loadSecrets } from '../../src/storage/secrets.js';
import { createMetrics } from '../../src/web/metrics.js';
import { loadTranslations } from '../../src/web/translations.js';
import { freePort } from '../support/gateway-process.js';
import { startSmtpTrap } from '../support/smtp-trap.js';

const systemNow = { now: () => new Date() };

let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

async function untilTrue(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let looks = 0; looks < 300; looks += 1) {
    if (await isSo()) return;
    await wait(50);
  }
  throw new Error(`not after 15 s: ${what}`);
}

async function startGateway(settings: Record<string, string>): Promise<void> {
  child = spawn(process.execPath, [resolve('dist/main.js')], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: 'ignore',
  });
  const ready = () =>
    fetch(`${settings['BASE_URL']}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await untilTrue(ready, 'the gateway is ready');
}

async function killGateway(): Promise<void> {
  const ended = new Promise((done) => child?.once('exit', done));
  child?.kill('SIGKILL');
  await ended;
}

test('kill -9 while a mail is being sent: it is sent again after its lease, with the same Message-ID', async () => {
  let arrived = '';
  const deaf = await startSmtpTrap({
    // The whole mail has come and is never acknowledged: nobody knows whether it was taken.
    onData: (stream) => void stream.on('data', (chunk: Buffer) => (arrived += chunk.toString())),
  });
  const port = String(await freePort());
  const settings = {
    ...{ PORT: port, BASE_URL: `http://127.0.0.1:${port}`, BCRYPT_COST: '4', LOG_LEVEL: 'silent' },
    ...{ DATA_DIR: join(folder, 'data'), CERTS_DIR: join(folder, 'certs'), OUTBOX_POLL_SECONDS: '1' },
    ...{ SMTP_URL: `smtp://127.0.0.1:${deaf.port}`, SMTP_TLS: 'off' },
  };
  await startGateway(settings);

  const config = readConfig(settings);
  const key = (use: string): Buffer => deriveKey(sessionSecret, use);
  const { sessionSecret } = await loadSecrets(config);
  const joined = await openStorage(config, createLog('silent'), 'command');
  const messages = createMessages({
    outbox: joined.outbox,
    seal: createMessageSeal(key, systemRandom),
    clock: systemNow,
    random: systemRandom,
    baseUrl: config.BASE_URL,
    channels: new Set(['mail']),
    callingCodes: [],
    wake: () => undefined,
  });
  const order = { template: 'password-changed', to: 'a@example.org', language: 'en' } as const;
  const parameters = { givenName: 'Noé', at: new Date().toISOString() };
  const expiresAt = new Date(Date.now() + 86_400_000);
  const outcome = await messages.queueMail({ ...order, parameters, expiresAt });
  const id = outcome.queued ? outcome.id : '';
  await untilTrue(() => arrived.includes('Noé') || arrived.includes('No=C3=A9'), 'the mail arrives');
  await joined.close();
  await killGateway();
  await deaf.stop();

  const trap = await startSmtpTrap();
  const storage = await openStorage(config, createLog('silent'));
  expect(await storage.outbox.find(id)).toMatchObject({ state: 'waiting', tries: 1 });
  const clock = new FrozenClock(new Date());
  const messaging = createMessaging({
    config: { ...config, SMTP_URL: `smtp://127.0.0.1:${trap.port}` },
    ...{ outbox: storage.outbox, texts: loadTranslations(config), key, clock, random: systemRandom },
    ...{ meter: createMetrics(() => 0).meterMessages(storage.outbox, clock), log: createLog('silent') },
  });
  await wait(1500);
  expect(trap.mails).toHaveLength(0);
  clock.advance(leaseMilliseconds);
  const sent = async () => (await storage.outbox.find(id))?.state === 'sent';
  await untilTrue(sent, 'the mail is sent again');
  await messaging.stop();
  expect(trap.mails).toHaveLength(1);
  const messageId = /^Message-ID: .*$/m.exec(arrived)?.[0];
  expect(messageId).toBe(`Message-ID: <${id}@127.0.0.1>`);
  expect(trap.mails[0]?.raw).toContain(messageId);
  await storage.close();
  await trap.stop();
}, 60_000);
