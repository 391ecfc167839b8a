import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { OperatorError } from '../../operator-error.js';
import { join, relative, resolve } from 'node:path';

/** A Unix socket's path holds 107 bytes on Linux and 103 on macOS. */
const longestSocketPath = 100;

/** Where the embedded store keeps what, inside DATA_DIR. */
export interface StorePaths {
  folder: string;
  data: string;
  lock: string;
  socket: string;
}

/** The paths for one DATA_DIR. @throws Error when no form of the socket's path is short enough. */
export function storePaths(dataDir: string): StorePaths {
  const folder = resolve(dataDir, 'store');
  const run = join(folder, 'run');
  return {
    folder,
    data: join(folder, 'data'),
    lock: join(folder, 'lock'),
    socket: shortest(join(run, 'mongo.sock')),
  };
}

/**
 * Makes the folders, readable by their owner alone. Root is no exception: files that it left would shut out the gateway.
 * @throws OperatorError when something belongs to another user; Error with the system's `code` when it refuses.
 */
export function makeFolders({ folder, data }: StorePaths): void {
  for (const each of [folder, data, join(folder, 'run')]) {
    if (existsSync(each)) assertOwn(each, folder);
    mkdirSync(each, { recursive: true, mode: 0o700 });
    chmodSync(each, 0o700);
  }
  for (const name of readdirSync(data)) assertOwn(join(data, name), folder);
}

function assertOwn(path: string, folder: string): void {
  const owner = lstatSync(path).uid;
  const self = process.getuid?.() ?? owner;
  if (owner === self) return;
  throw new OperatorError(
    `${path} belongs to user ${owner}, and this process is user ${self}. Run it as user ${owner}, or give the store ` +
      `away while no gateway runs: chown -R ${self} ${folder}`,
  );
}

/** The connection string for the MongoDB driver. */
export function socketUri(socket: string): string {
  return `mongodb://${encodeURIComponent(socket)}/passerelle?directConnection=true`;
}

function shortest(socket: string): string {
  if (Buffer.byteLength(socket) <= longestSocketPath) return socket;
  const short = relative(process.cwd(), socket);
  if (Buffer.byteLength(short) <= longestSocketPath) return short;
  throw new Error(
    `DATA_DIR is too long for a Unix socket (${socket}, at most ${longestSocketPath} bytes): choose a shorter one`,
  );
}
