import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio';
import request from 'supertest';
import { FrozenClock } from '../../../src/clock.js';
import { createInbox } from '../../../src/demo/inbox.js';
import { createFileTransports } from '../../../src/messaging/file-transports.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

const get = (path: string) => request(createInbox(join(folder, 'outbox'), 'http://localhost:1')).get(path);

test('an empty inbox says so, before the first message and its folder', async () => {
  const { status, text } = await get('/');
  expect(status).toBe(200);
  expect(text).toContain('Aucun message pour l’instant.');
});

test('what the file transport wrote is shown, newest first, links clickable, all else escaped', async () => {
  const clock = new FrozenClock('2026-11-26T10:00:00Z');
  const sender = { name: 'Clé', address: 'noreply@example.org', host: 'example.org' };
  const { mail, sms } = createFileTransports(join(folder, 'outbox'), sender, clock);
  const link = 'http://127.0.0.1:8080/c?a=1&b=<2>';
  await mail.send({
    ...{ id: 'a1', to: 'a@example.org', subject: '<b>Sujet</b>', language: 'fr' as const },
    ...{ text: `Bonjour,\n${link}\n`, html: '<p>Bonjour</p>' },
  });
  clock.advance(1000);
  await sms.send({ id: 'b2', to: '+33612345678', text: 'code 123456' });
  await writeFile(join(folder, 'outbox', 'half-written.draft'), '{');
  const { text } = await get('/');
  const page = load(text);
  expect(
    page('.messages h2')
      .map((_, title) => page(title).text())
      .get(),
  ).toEqual(['SMS', '<b>Sujet</b>']);
  expect(page('.messages li').first().text()).toContain('+33612345678');
  expect(page('.body a').attr('href')).toBe('http://127.0.0.1:8080/c?a=1&b=');
  expect(page('meta[http-equiv=refresh]').attr('content')).toBe('5');
  const html = await get(page('.about a').attr('href') ?? '');
  expect(html.text).toBe('<p>Bonjour</p>');
  expect(html.headers['content-security-policy']).toContain('sandbox');
});

test.each(['/..%2F..%2Fsecrets/html', '/none/html', '/none'])('%s is not found', async (path) => {
  await writeFile(join(folder, 'secrets.json'), '{"channel":"mail","html":"secret"}');
  const { status, text } = await get(path);
  expect(status).toBe(404);
  expect(text).not.toContain('secret"');
});
