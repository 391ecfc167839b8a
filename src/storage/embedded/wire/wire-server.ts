import { mkdirSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { CommandRunner } from '../commands/run-command.js';
import { messageLength, readRequest, writeReply } from './message.js';

/** How often it is looked whether the socket is still there, in milliseconds. */
const watchInterval = 1000;

/** Speaks the MongoDB wire protocol on a Unix socket. */
export class WireServer {
  private server: Server;
  private readonly sockets = new Set<Socket>();
  private closing = false;

  constructor(private readonly runner: CommandRunner) {
    this.server = this.createServer();
  }

  /** Listens. @throws Error when the path is taken or cannot be made. */
  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, resolve);
    });
  }

  /**
   * Listens on `path` again, every second, when its socket was removed or replaced. Connections go on meanwhile. Gives back
   * how to stop watching.
   */
  keepListening(path: string): () => void {
    let own = inodeOf(path);
    let at = Promise.resolve();
    const listenAgain = async (): Promise<void> => {
      if (this.closing || (own !== undefined && inodeOf(path) === own)) return;
      // Closing removes whatever has the name, so the new socket comes after.
      this.server.close();
      this.server = this.createServer();
      own = undefined;
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      await this.listen(path);
      own = inodeOf(path);
    };
    // What the system refuses now it may give a second later: a full disk, a file where the folder was.
    const timer = setInterval(() => (at = at.then(listenAgain).catch(() => undefined)), watchInterval);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** Answers what came, then closes every connection. */
  async close(): Promise<void> {
    this.closing = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.runner.stop();
    for (const socket of this.sockets) socket.destroySoon();
    await closed;
  }

  private createServer(): Server {
    return createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  private accept(socket: Socket): void {
    if (this.closing) {
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    const reader = new MessageReader((message) => this.serve(socket, message));
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  private serve(socket: Socket, message: Buffer): void {
    const request = readRequest(message);
    this.runner.run(request, (reply) => {
      if (request.wantsReply && !socket.destroyed) socket.write(writeReply(request, reply));
    });
  }
}

/** Cuts a stream of bytes into messages. */
class MessageReader {
  private chunks: Buffer[] = [];
  private length = 0;

  constructor(private readonly onMessage: (message: Buffer) => void) {}

  /** @throws ProtocolError when what comes is not the wire protocol. */
  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    for (let wanted = this.wanted(); wanted !== undefined && this.length >= wanted; wanted = this.wanted()) {
      const all = this.joined();
      this.chunks = all.length > wanted ? [all.subarray(wanted)] : [];
      this.length = all.length - wanted;
      this.onMessage(all.subarray(0, wanted));
    }
  }

  private wanted(): number | undefined {
    const [first] = this.chunks;
    if (!first) return undefined;
    return messageLength(first.length < 4 ? this.joined() : first);
  }

  private joined(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0] ?? Buffer.alloc(0);
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
