import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createHttpServer } from '../../../src/web/http-server.js';

describe('the HTTP server of an app', () => {
  const app = express();
  app.get('/hello', (req, res) => {
    res.status(201).json({ host: req.hostname, sameApp: req.app === app && res.app === app });
  });
  const server = createHttpServer(app, { maxHeaderSize: 2000 });
  let url = '';

  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it('answers with what Express gives to requests and answers', async () => {
    const answer = await fetch(`${url}/hello`);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ host: '127.0.0.1', sameApp: true });
  });

  it('keeps the options of the server', async () => {
    expect((await fetch(`${url}/hello`, { headers: { 'x-long': 'a'.repeat(3000) } })).status).toBe(431);
  });

  it('makes requests and answers with the prototypes that Express would give them', async () => {
    const seen: boolean[] = [];
    server.prependOnceListener('request', (req, res) => {
      seen.push(Object.getPrototypeOf(req) === app.request, Object.getPrototypeOf(res) === app.response);
    });
    await fetch(`${url}/hello`);
    expect(seen).toEqual([true, true]);
  });
});
