import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { socketUri, storePaths } from './store-paths.js';

/** A living store answers `ping` in much less; in milliseconds. */
const patience = 1000;

/** The uri of the store that another process serves for `dataDir`, if one answers. */
export async function findRunningStore(dataDir: string): Promise<string | undefined> {
  const { socket } = storePaths(dataDir);
  if (!existsSync(socket) || !(await answers(socket, await pingMessage()))) return undefined;
  return socketUri(socket);
}

function answers(path: string, ping: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write(ping));
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(patience, () => end(false));
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}

/**
 * OP_MSG with `{ping: 1, $db: 'admin'}` (MongoDB manual, "OP_MSG"). Few starts find a socket, so bson waits for it: 183 kB of
 * script, of which mongoose has a copy of its own.
 */
async function pingMessage(): Promise<Buffer> {
  const { serialize } = await import('bson');
  const body = serialize({ ping: 1, $db: 'admin' });
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}
