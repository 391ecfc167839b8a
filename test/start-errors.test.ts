import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'start-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ending {
  status: number | null;
  said: string;
}

/** Runs a program of dist that is expected not to start; `said` is its standard error. */
function run(program: string[], settings: Record<string, string>): Promise<Ending> {
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATA_DIR: join(folder, 'data'),
    CERTS_DIR: join(folder, 'certs'),
    ...settings,
  };
  const [file = '', ...words] = program;
  const child = spawn(process.execPath, [resolve('dist', file), ...words], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((done) => child.once('close', (status) => done({ status, said: said.trimEnd() })));
}

const server = ['main.js'];
const command = ['cli.js', 'sp', 'list'];

/** One line, without a stack, that names the setting. */
function expectSentence({ status, said }: Ending, sentence: RegExp): void {
  expect(said).toMatch(sentence);
  expect([status, said.split('\n').length]).toEqual([1, 1]);
}

test('a DATA_DIR that is a file', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const program of [server, command]) {
    expectSentence(await run(program, { DATA_DIR: file }), /^DATA_DIR=.*\/file cannot be used.*Set DATA_DIR/);
  }
});

test('a store folder that is a file, with the secrets in the settings', async () => {
  writeFileSync(join(folder, 'store'), '');
  const secret = 'x'.repeat(32);
  const secrets = { SESSION_SECRET: secret, PASSWORD_PEPPER: secret, INE_KEY: secret };
  expectSentence(await run(server, { DATA_DIR: folder, ...secrets }), /a file.*Set DATA_DIR/);
});

test('a damaged secrets file', async () => {
  writeFileSync(join(folder, 'secrets.json'), '{}');
  expectSentence(await run(server, { DATA_DIR: folder }), /secrets\.json is not a secrets file.*DATA_DIR/);
});

test('a CERTS_DIR that is a file, and one with a key that is none', async () => {
  const file = join(folder, 'signing.key');
  writeFileSync(file, 'no key');
  expectSentence(await run(server, { CERTS_DIR: file }), /^CERTS_DIR=.* cannot be used/);
  for (const program of [server, ['cli.js', 'keys', 'show']]) {
    expectSentence(await run(program, { CERTS_DIR: folder }), /CERTS_DIR: signing\.key cannot be used/);
  }
});

test('a MongoDB server that does not answer: its password is not printed', async () => {
  const MONGODB_URI = 'mongodb://gateway:hunter2@127.0.0.1:9/none?serverSelectionTimeoutMS=300';
  for (const program of [server, command]) {
    const ending = await run(program, { MONGODB_URI });
    expectSentence(ending, /^The MongoDB server 127\.0\.0\.1:9 cannot be used.*MONGODB_URI/);
    expect(ending.said).not.toContain('hunter2');
  }
});

test('a MONGODB_URI whose password breaks the address: not printed either', async () => {
  const ending = await run(server, { MONGODB_URI: 'mongodb://gateway:hunt/er2@127.0.0.1:x/none' });
  expectSentence(ending, /MONGODB_URI/);
  expect(ending.said).not.toMatch(/hunt|er2/);
});

test('an address that is not ours, a port that is taken', async () => {
  expectSentence(await run(server, { HOST: '192.0.2.1' }), /^HOST=192\.0\.2\.1 .*set HOST/);
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const PORT = String((other.address() as AddressInfo).port);
  expectSentence(await run(server, { PORT }), /^Port \d+ .* set PORT/);
  other.close();
});

test('two servers on one DATA_DIR', async () => {
  const env = { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder, CERTS_DIR: join(folder, 'certs') };
  const first = spawn(process.execPath, [resolve('dist/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await new Promise((ready) => first.stdout.once('data', ready));
    expectSentence(await run(server, { DATA_DIR: folder }), /in use by process \d+ .*set DATA_DIR/);
  } finally {
    const gone = new Promise((done) => first.once('exit', done));
    first.kill('SIGTERM');
    await gone;
  }
}, 30_000);
