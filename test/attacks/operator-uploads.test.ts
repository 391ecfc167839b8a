import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import tar from 'tar-stream';
import { feed } from '../support/feeds/small-aaf.js';
import { startOperatorSite, text, type Operator, type OperatorSite } from '../support/operator-site.js';
import { SamlBrowser } from '../support/saml-browser.js';

let site: OperatorSite;
beforeAll(async () => {
  site = await startOperatorSite({ UPLOAD_MEGABYTES: '1', UPLOAD_FILES: '4' });
}, 60_000);
afterAll(() => site.stop());

/** A multipart body written by hand: what no browser sends. */
const boundary = 'b0undary';
const part = (head: string, body = ''): string =>
  `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
const post = (operator: Operator, body: string, headers: Record<string, string> = {}) =>
  operator.open('/operateur/import', {
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, ...headers },
    body: `${body}--${boundary}--\r\n`,
  });

let operator: Operator;
beforeEach(async () => {
  operator = await site.enter();
});
const token = async () => part('name="csrf_token"', await operator.token());

test('without a session nothing is read; without the token, or with another browser’s, nothing is kept', async () => {
  const stranger = await new SamlBrowser().open(`${site.url}/operateur/import`, {
    method: 'POST',
    body: new FormData(),
  });
  expect(stranger.status).toBe(403);
  const before = await site.onDisk();
  const other = part('name="csrf_token"', await (await site.enter()).token());
  const file = part('name="fichiers"; filename="a.xml"', '<a/>');
  const foreign = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  for (const [body, headers] of [
    [file, {}],
    [other + file, {}],
    [(await token()) + file, foreign],
  ] as const)
    expect((await post(operator, body, headers)).status).toBe(403);
  expect((await post(operator, file + (await token()))).status).toBe(400);
  expect(await site.onDisk()).toEqual(before);
});

test('names are never paths, nor trusted by the page', async () => {
  const names = ['../../../x.xml', '..\\..\\y.xml', '/etc/passwd', 'a\u0000b\u202e.xml', '<b>.xml'];
  for (const name of names) {
    const page = await operator.settled(
      await post(operator, (await token()) + part(`name="fichiers"; filename="${name}"`, '<a/>')),
    );
    expect([name, page.$('h1').text()]).toEqual([name, 'Ces fichiers ne peuvent pas être importés']);
    expect(text(page)).not.toMatch(/\.\.|etc|\p{Cc}|\p{Cf}/u);
    expect(page.$('main b')).toHaveLength(0);
  }
  expect(await site.onDisk()).toEqual([]);
});

test('too large together, too many, a field twice, after a file or too long: refused, nothing is kept', async () => {
  const file = (size: number, name = 'a.xml') =>
    part(`name="fichiers"; filename="${name}"`, 'x'.repeat(size));
  const large = await post(operator, (await token()) + file(600_000) + file(600_000, 'b.xml'));
  expect([large.status, large.$('#fichiers-error').text()]).toEqual([
    400,
    expect.stringMatching(/plus que la taille/),
  ]);
  const many = await post(operator, (await token()) + file(1).repeat(5));
  expect([many.status, many.$('#fichiers-error').text()]).toEqual([
    400,
    expect.stringMatching(/plus de fichiers/),
  ]);
  const twice = part('name="ecole"', '1').repeat(2);
  for (const body of [twice + file(1), file(1) + twice, part('name="ecole"', 'x'.repeat(5_000)) + file(1)])
    expect((await post(operator, (await token()) + body)).status).toBe(400);
  expect(await site.onDisk()).toEqual([]);
});

test('a Content-Type that lies, a boundary that is missing, a body cut short, headers without end', async () => {
  const body = (await token()) + part('name="fichiers"; filename="a.xml"', '<a/>');
  const types = [
    'application/x-www-form-urlencoded',
    'application/json',
    'multipart/form-data',
    'multipart/mixed; boundary=b0undary',
  ];
  for (const type of types) expect((await post(operator, body, { 'Content-Type': type })).status).toBe(400);
  const other = await post(operator, body, { 'Content-Type': 'multipart/form-data; boundary=other' });
  expect(other.status).toBe(400);
  const cut = await operator.open('/operateur/import', {
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: body.slice(0, -20),
  });
  expect([cut.status, cut.$('#fichiers-error').text()]).toEqual([400, expect.stringMatching(/interrompu/)]);
  const endless = await post(operator, `${await token()}--${boundary}\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`);
  expect(endless.status).toBe(400);
  expect(await site.onDisk()).toEqual([]);
});

test('an upload that is given up in the middle leaves nothing on disk', async () => {
  const cookie = `operateur=${operator.browser.cookie('operateur')}; browser=${operator.browser.cookie('browser')}`;
  const begun = request(`${site.url}/operateur/import`, {
    method: 'POST',
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': 900_000,
      cookie,
    },
  });
  begun.on('error', () => undefined);
  begun.write((await token()) + part('name="fichiers"; filename="a.xml"', 'x'.repeat(200_000)));
  await until(async () => (await site.onDisk()).length >= 2);
  begun.destroy();
  await new Promise((done) => begun.once('close', done));
  await until(async () => (await site.onDisk()).length === 0);
});

test('a zip bomb is refused by the limits of archives, and what came out of it is gone', async () => {
  const pack = tar.pack();
  pack.entry({ name: 'a.xml' }, Buffer.alloc(80_000_000, 'x'));
  pack.finalize();
  const bomb = gzipSync(await buffer(Readable.from(pack)));
  const page = await operator.try({ 'bomb.tgz': bomb });
  expect(text(page)).toMatch(/bomb\.tgz : il en sort plus de 200 fois sa taille/);
  expect(await site.onDisk()).toEqual([]);
});

test('another operator’s upload is not there, whatever is done with it', async () => {
  const mine = await operator.try(feed);
  const other = await site.enter('other');
  const { pathname } = new URL(mine.url);
  expect((await other.open(pathname)).status).toBe(404);
  const body = new URLSearchParams({ csrf_token: await other.token() });
  for (const act of ['appliquer', 'essayer', 'jeter'])
    expect((await other.open(`${pathname}/${act}`, { method: 'POST', body })).status).toBe(404);
  expect(text(await other.open('/operateur/import'))).not.toContain('ENT_9990001X');
  expect((await operator.open(pathname)).status).toBe(200);
  await operator.press(mine, 'jeter');
});

test('eleven uploads of one session: the last is refused, and says what to do', async () => {
  for (let count = 0; count < 10; count += 1) await operator.try(feed);
  expect((await operator.send(feed)).$('#fichiers-error').text()).toMatch(/déjà dix envois/);
}, 60_000);

test('what is past is removed from the disk, what is not stays', async () => {
  const before = (await site.onDisk()).length;
  expect(before).toBeGreaterThan(10);
  await site.services.uploads.sweep();
  expect((await site.onDisk()).length).toBe(before);
  site.clock.advance(60 * 60_000);
  await site.services.uploads.sweep();
  expect(await site.onDisk()).toEqual([]);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; !(await holds()); looks += 1) {
    if (looks === 200) throw new Error('never came to hold');
    await new Promise((done) => setTimeout(done, 25));
  }
}
