import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pythonWith } from './python.js';

/** A server of the MongoDB wire protocol that is not ours, to compare with. */
export interface SecondServer {
  uri: string;
  /** What it is, for the names of tests. */
  name: string;
  stop(): Promise<void>;
}

/** How long a server may take until it listens, in milliseconds. */
const patience = 30_000;

/**
 * Starts the second server on a free port: the one at `MONGODB_TEST_URI` if set, else `mongod` from the PATH, else
 * SecantusDB from PyPI in the working copy's virtual environment.
 * @throws Error when it does not listen within 30 s.
 */
export async function startSecondServer(): Promise<SecondServer> {
  const given = process.env['MONGODB_TEST_URI'];
  if (given !== undefined && given !== '')
    return { uri: given, name: 'MONGODB_TEST_URI', stop: async () => undefined };
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'second-server-'));
  const mongod = findOnPath('mongod');
  const child = mongod
    ? launch(mongod, ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder])
    : launch(await secantus(), ['--host', '127.0.0.1', '--port', String(port), '--storage-path', folder]);
  await listening(port, child);
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    uri: `mongodb://127.0.0.1:${port}/test?directConnection=true`,
    name: mongod ? 'mongod' : 'SecantusDB',
    stop,
  };
}

/** Which server startSecondServer will start; installs it when it is missing. */
export async function nameSecondServer(): Promise<string> {
  if ((process.env['MONGODB_TEST_URI'] ?? '') !== '') return 'MONGODB_TEST_URI';
  return findOnPath('mongod') ?? ((await secantus()) && 'SecantusDB (PyPI)');
}

async function secantus(): Promise<string> {
  return join(dirname(await pythonWith(['secantusdb==0.7.0b3'])), 'secantusd-py');
}

function launch(program: string, parameters: string[]): ChildProcess {
  return spawn(program, parameters, { stdio: 'ignore' });
}

function findOnPath(name: string): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (const start = Date.now(); Date.now() - start < patience; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`the second server ended with status ${child.exitCode}`);
    if (await accepts(port)) return;
  }
  await end(child);
  throw new Error('the second server did not listen within 30 s');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(killer);
}
