import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A real HTTP endpoint that takes SMS as JSON. */
export interface SmsTrap {
  url: string;
  received: unknown[];
  /** The statuses of its next answers; then 200. */
  statuses: number[];
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startSmsTrap(): Promise<SmsTrap> {
  const received: unknown[] = [];
  const statuses: number[] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      received.push(JSON.parse(body));
      res.writeHead(statuses.shift() ?? 200).end('{"accepted":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/sms`, received, statuses, stop };
}
