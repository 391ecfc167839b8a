import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliContext } from '../../src/cli/context.js';
import { hashRecipient } from '../../src/cli/hash-recipient.js';
import { runCommandLine } from '../../src/cli/run-command-line.js';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import type { SealedEntry } from '../../src/messaging/ports.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';
import { openStorage, type Storage } from '../../src/storage/open-storage.js';
import { startSmsTrap } from '../support/sms-trap.js';
import { startSmtpTrap } from '../support/smtp-trap.js';

let folder: string;
let storage: Storage;
let stop: () => Promise<void>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'messages-'));
  const server = await openStoreServer({ dataDir: folder, clock: systemClock });
  storage = await openStorage(readConfig({ MONGODB_URI: server.uri, DATA_DIR: folder }), createLog('silent'));
  stop = async () => {
    await storage.close();
    await server.stop();
    await rm(folder, { recursive: true });
  };
});
afterAll(() => stop());

/** Runs `gateway messages WORDS`. */
async function run(words: string[], environment: NodeJS.ProcessEnv = {}) {
  const out: string[] = [];
  const context: CliContext = {
    config: readConfig({ DATA_DIR: folder, ...environment }),
    out: (line) => void out.push(line),
    warn: (line) => void out.push(line),
    readLine: async () => undefined,
    confirm: async () => false,
    withStorage: (work) => work(storage),
  };
  const code = await runCommandLine(['messages', ...words], context);
  return { code, out: out.join('\n') };
}

const now = Date.now();
async function add(id: string, parts: Partial<SealedEntry> = {}): Promise<void> {
  await storage.outbox.add({
    ...{
      id,
      channel: 'sms',
      template: 'sms-code',
      language: 'fr',
      state: 'waiting',
      tries: 3,
      reason: 'busy',
    },
    ...{
      recipient: '+33 … 78',
      sealed: 'sealed-content',
      queuedAt: new Date(now),
      nextAt: new Date(now + 9e6),
    },
    recipientHash: await hashRecipient(readConfig({ DATA_DIR: folder }), '06 12 34 56 78'),
    expiresAt: new Date(now + 9e6),
    ...parts,
  });
}

test('list, show and retry tell what waits and why, and no more of a person than a mask', async () => {
  expect(await run(['list'])).toEqual({ code: 0, out: 'No such message.' });
  await add('one');
  await add('two', {
    state: 'dead',
    queuedAt: new Date(now + 1000),
    endedAt: new Date(now + 2000),
    recipientHash: 'x',
  });
  const listed = (await run(['list'])).out.split('\n');
  expect(listed.map((line) => line.split('  ')[1])).toEqual(['two', 'one']);
  expect(listed[1]).toMatch(/sms +waiting +sms-code +\+33 … 78 +tries 3 \(busy\)$/);
  expect((await run(['list', '--state', 'dead'])).out.split('\n')).toEqual([listed[0]]);
  expect((await run(['list', '--to', '+33612345678'])).out).toBe(listed[1]);
  expect((await run(['list', '--limit', '1'])).out).toBe(listed[0]);
  expect((await run(['show', 'one'])).out).toMatch(/last failure +busy\n[^]*next try/);
  for (const words of [
    ['list', '--json'],
    ['show', 'one', '--json'],
    ['show', 'one'],
  ])
    expect((await run(words)).out).not.toContain('sealed');

  expect(await run(['retry', 'two'])).toMatchObject({ code: 1, out: expect.stringContaining('dead') });
  expect((await run(['retry', '--all'])).out).toMatch(/^1 to be sent/);
  expect((await storage.outbox.find('one'))!.nextAt.getTime()).toBeLessThanOrEqual(Date.now());
});

test.each([
  [['show', 'none'], 'No message has the id none'],
  [['retry', 'none'], 'No message has the id none'],
  [['retry'], '--all'],
  [['list', '--to', '12'], '--to'],
  [['list', '--limit', 'x'], '--limit'],
  [['send-test'], '--mail ADDRESS'],
  [['send-test', '--mail', 'x'], '--mail'],
  [['send-test', '--sms', '0899123456'], 'not mobile'],
])('%j: exit code 1, and what to do', async (words, said) => {
  expect(await run(words)).toEqual({ code: 1, out: expect.stringContaining(said) });
});

test('send-test goes straight to the servers, and tells what they refuse', async () => {
  const [smtp, gateway] = [await startSmtpTrap(), await startSmsTrap()];
  const servers = {
    ...{ SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, SMTP_TLS: 'off', SMS_URL: gateway.url },
    SMS_BODY: '{"to":"{to}","text":"{text}"}',
  };
  const words = ['send-test', '--mail', 'a@example.org', '--sms', '06 12 34 56 78', '--language', 'en'];
  expect(await run(words, servers)).toMatchObject({ code: 0, out: expect.stringContaining('given to the') });
  expect(smtp.mails[0]?.to).toEqual(['a@example.org']);
  expect(gateway.received).toEqual([{ to: '+33612345678', text: 'Passerelle: trial message.' }]);
  gateway.statuses.push(401);
  const refused = await run(['send-test', '--sms', '0612345678'], servers);
  expect(refused).toEqual({ code: 1, out: expect.stringMatching(/configuration.*HTTP 401.*SMS_/) });
  await Promise.all([smtp.stop(), gateway.stop()]);
});

test('without servers send-test says where it wrote', async () => {
  const { out } = await run(['send-test', '--mail', 'a@example.org']);
  expect(out).toContain(`${folder}/outbox`);
  expect((await readdir(join(folder, 'outbox'))).map((name) => name.replace(/.*\./, '')).sort()).toEqual([
    'eml',
    'json',
  ]);
});
