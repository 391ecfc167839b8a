import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
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

/** Makes the folders, readable by their owner alone. @throws Error when they belong to another user. */
export function makeFolders({ folder, data }: StorePaths): void {
  for (const each of [folder, data, join(folder, 'run')]) {
    mkdirSync(each, { recursive: true, mode: 0o700 });
    const owner = lstatSync(each).uid;
    const self = process.getuid?.() ?? owner;
    if (owner !== self && self !== 0)
      throw new Error(`${each} belongs to user ${owner}, this process is user ${self}`);
    chmodSync(each, 0o700);
  }
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
