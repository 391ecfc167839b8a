import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
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

  it('ends a connection with too many requests unanswered, and tells each that it is gone', async () => {
    const closed: number[] = [];
    let arrived = 0;
    app.get('/never', (_req, res) => {
      const number = (arrived += 1);
      res.once('close', () => closed.push(number));
    });
    const { port } = server.address() as AddressInfo;
    // Reset, since the server has not read all.
    const socket = connect(port, '127.0.0.1')
      .on('error', () => {})
      .resume();
    socket.write('GET /never HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2500));
    await new Promise((done) => socket.once('close', done));
    await new Promise(setImmediate);
    expect(arrived).toBe(10);
    expect(closed.sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('serves a few requests sent without waiting, in order', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    const last = 'GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    socket.write('GET /hello HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(9) + last);
    let said = '';
    for await (const part of socket) said += String(part);
    expect(said.match(/HTTP\/1\.1 201/g)).toHaveLength(10);
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
