import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const execFileLater = promisify(execFile);
const readyWithinSeconds = 30;

/** Where a gateway of the bench lives. */
export interface GatewayPlace {
  /** Root of the project: `dist/` is there. */
  project: string;
  /** Folder of its own, emptied afterwards: data, keys, log. */
  folder: string;
  port: number;
  bcryptCost: number;
  mongodbUri?: string;
  /** More settings. */
  settings: Record<string, string>;
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The gateway as its users run it (`node dist/main.js`), and its command line, on the same settings. */
export class GatewayProcess {
  private child: ChildProcess | undefined;
  constructor(private readonly place: GatewayPlace) {}

  get baseUrl(): string {
    return `http://127.0.0.1:${this.place.port}`;
  }

  /** @throws Error when it does not run. */
  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error('the gateway does not run');
    return pid;
  }

  /** Milliseconds from spawn to the first 200 of /readyz. @throws Error with the end of its log. */
  async start(): Promise<number> {
    const begin = performance.now();
    const log = openSync(this.logFile, 'w');
    const child = spawn(process.execPath, [join(this.place.project, 'dist/main.js')], {
      env: this.environment,
      cwd: this.place.folder,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    while (performance.now() - begin < readyWithinSeconds * 1000) {
      if (await this.isReady()) return performance.now() - begin;
      if (child.exitCode !== null) break;
      await wait(5);
    }
    await this.stop();
    throw new Error(`the gateway does not start:\n${readFileSync(this.logFile, 'utf8').slice(-2000)}`);
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  /** Runs `gateway ...`. @throws Error with what it said. */
  async command(...words: string[]): Promise<string> {
    const cli = join(this.place.project, 'dist/cli.js');
    const options = { env: this.environment, cwd: this.place.folder };
    const { stdout } = await execFileLater(process.execPath, [cli, ...words], options);
    return stdout;
  }

  private get logFile(): string {
    return join(this.place.folder, 'gateway.log');
  }

  private async isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.baseUrl}/readyz`, { headers: { connection: 'close' } });
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      return false;
    }
  }

  private get environment(): NodeJS.ProcessEnv {
    const { folder, port, bcryptCost, mongodbUri, settings } = this.place;
    return {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: `${port}`,
      BASE_URL: this.baseUrl,
      DATA_DIR: join(folder, 'data'),
      CERTS_DIR: join(folder, 'certs'),
      LOG_LEVEL: 'info',
      BCRYPT_COST: `${bcryptCost}`,
      RATE_LIMIT: 'off',
      ...settings,
      ...(mongodbUri === undefined ? {} : { MONGODB_URI: mongodbUri }),
    };
  }
}
