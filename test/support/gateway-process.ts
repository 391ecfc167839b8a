import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A gateway in a process of its own, as operators run it: `node dist/main.js` on an empty DATA_DIR. */
export interface GatewayProcess {
  url: string;
  pid: number;
  dataDir: string;
  /** What it wrote on standard output so far. */
  output(): string;
  /** Runs `gateway ARGS` on the same settings; resolves with what it printed, rejects when it failed. */
  cli(...args: string[]): Promise<string>;
  /** SIGTERM, then the exit status; the folder is removed. */
  stop(): Promise<number | null>;
}

/** A TCP port of 127.0.0.1 that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts `dist/main.js` (built by `make test`) and waits until /readyz answers. @throws Error with its output. */
export async function startGatewayProcess(settings: Record<string, string> = {}): Promise<GatewayProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'gw-'));
  const port = await freePort();
  const env: NodeJS.ProcessEnv & { DATA_DIR: string } = {
    PATH: process.env['PATH'],
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: join(folder, 'data'),
    CERTS_DIR: join(folder, 'certs'),
    BCRYPT_COST: '4',
    ...settings,
  };
  const child = spawn(process.execPath, [resolve('dist/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, url, () => output);
  return {
    url,
    pid: child.pid ?? 0,
    dataDir: env.DATA_DIR,
    output: () => output,
    cli: async (...args) => (await run(process.execPath, [resolve('dist/cli.js'), ...args], { env })).stdout,
    stop: () => stop(child, folder),
  };
}

async function untilReady(child: ChildProcess, url: string, output: () => string): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the gateway ended: ${output()}`);
    const ready = await fetch(`${url}/readyz`)
      .then((answer) => answer.ok)
      .catch(() => false);
    if (ready) return;
    await wait(100);
  }
  child.kill('SIGKILL');
  throw new Error(`the gateway is not ready after 15 s: ${output()}`);
}

async function stop(child: ChildProcess, folder: string): Promise<number | null> {
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  if (child.exitCode === null) child.kill('SIGTERM');
  const code = child.exitCode ?? (await ended);
  rmSync(folder, { recursive: true, force: true });
  return code;
}
