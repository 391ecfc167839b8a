import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createBodyDeadline, liftDeadline } from '../../../src/web/body-deadline.js';

let server: Server;
beforeAll(async () => {
  const app = express().use(createBodyDeadline(150));
  app.post('/', express.text(), (req, res) => void res.send(`got ${String(req.body)}`));
  app.post('/lifted', (req, _res, next) => {
    liftDeadline(req);
    next();
  });
  app.post('/lifted', express.text(), (req, res) => void res.send(`got ${String(req.body)}`));
  server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => server.close());

/** Sends `ab`, and its second half after so many milliseconds; the status and the text of the answer. */
function send(path: string, pause: number): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', path, method: 'POST', headers: { 'Content-Type': 'text/plain' } },
      (answer) => {
        let body = '';
        answer.on('data', (piece: Buffer) => (body += piece.toString()));
        answer.on('end', () => resolve(`${answer.statusCode} ${body}`));
      },
    );
    sent.on('error', reject);
    sent.write('a');
    setTimeout(() => sent.end('b'), pause);
  });
}

test('a body that is late is refused with 408; one in time, or one whose sender is known, is taken', async () => {
  expect(await send('/', 10)).toBe('200 got ab');
  expect(await send('/', 600)).toBe('408 ');
  expect(await send('/lifted', 600)).toBe('200 got ab');
});
