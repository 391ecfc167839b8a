import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpSmsTransport, type SmsGateway } from '../../src/messaging/http-sms-transport.js';

/** One request as the gateway received it. */
interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let received: Received[];
/** What the next request is answered; undefined: the connection is cut. */
let answer: { status: number; body?: string; location?: string } | undefined;

beforeAll(async () => {
  server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      received.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body });
      if (answer === undefined) return void req.socket.destroy();
      const { status, location } = answer;
      res.writeHead(status, location === undefined ? {} : { location }).end(answer.body ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  received = [];
  answer = { status: 200 };
});

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const sms = { id: 'a1b2', to: '+33612345678', text: 'Clé: "code" \\ 123 & {to} 50%\nsuite' };
const send = (gateway: Partial<SmsGateway>) =>
  createHttpSmsTransport({
    url: `${origin()}/sms`,
    method: 'POST',
    headers: {},
    format: 'json',
    ...gateway,
  }).send(sms);

test('a JSON gateway, as Brevo: key in a header, texts escaped as JSON, once', async () => {
  answer = { status: 201, body: '{"messageId":1511882900176220}' };
  await send({
    headers: { 'api-key': 'secret' },
    body: '{"sender":"Passerelle","recipient":"{digits}","content":"{text}","tag":"{id}"}',
    success: 'messageId',
  });
  expect(received).toMatchObject([
    { method: 'POST', url: '/sms', headers: { 'api-key': 'secret', 'content-type': 'application/json' } },
  ]);
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    sender: 'Passerelle',
    recipient: '33612345678',
    content: sms.text,
    tag: 'a1b2',
  });
});

test('an address alone, as the HTTP interface of OVH: values escaped in the query', async () => {
  answer = { status: 200, body: '{"status":100,"creditLeft":"10","smsIds":["1"]}' };
  const url = `${origin()}/http2sms?account=a&to=00{digits}&message={text}&contentType=application/json`;
  await send({ url, method: 'GET', success: 'status=100' });
  const query = new URL(received[0]?.url ?? '', origin()).searchParams;
  expect(received[0]).toMatchObject({ method: 'GET', body: '' });
  expect(Object.fromEntries(query)).toEqual({
    account: 'a',
    to: '0033612345678',
    message: sms.text,
    contentType: 'application/json',
  });
});

test('a form', async () => {
  await send({ format: 'form', body: 'to={to}&text={text}' });
  expect(received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toEqual({ to: sms.to, text: sms.text });
});

test.each([
  [400, { reason: 'rejected', permanent: true }],
  [422, { reason: 'rejected', permanent: true }],
  [401, { reason: 'configuration', permanent: false }],
  [404, { reason: 'configuration', permanent: false }],
  [429, { reason: 'busy', permanent: false }],
  [503, { reason: 'busy', permanent: false }],
])('the answer %d', async (status, expected) => {
  answer = { status };
  await expect(send({})).rejects.toMatchObject(expected);
});

test('a redirection is not followed: number and text stay with the gateway', async () => {
  answer = { status: 307, location: `${origin()}/elsewhere` };
  await expect(send({ body: '{}' })).rejects.toMatchObject({ reason: 'configuration', permanent: false });
  expect(received).toHaveLength(1);
});

test.each([
  ['{"status":202,"message":"Invalid receiver"}', 'status=100'],
  ['{"messageId":null}', 'messageId'],
  ['{}', 'constructor'],
  ['sent', 'status'],
  [`{"status":"${'x'.repeat(100_000)}"}`, 'status'],
])('an answer 200 without what says yes: %.40s', async (body, success) => {
  answer = { status: 200, body };
  await expect(send({ success })).rejects.toMatchObject({ reason: 'rejected', permanent: true });
});

test('an answer with the member that says yes, however deep', async () => {
  answer = { status: 200, body: '{"receivers":{"valid":["+33612345678"]}}' };
  await send({ success: 'receivers.valid.0' });
});

test('a connection that is cut, or refused; the text is in no message of the error', async () => {
  answer = undefined;
  const cut = await send({ body: '{"text":"{text}"}' }).catch((error: unknown) => error as Error);
  expect(cut).toMatchObject({ reason: 'connection', permanent: false });
  const refused = await send({ url: 'http://127.0.0.1:9/?text={text}' }).catch(
    (error: unknown) => error as Error,
  );
  expect(refused).toMatchObject({ reason: 'connection', permanent: false });
  for (const error of [cut, refused]) expect(String(error)).not.toMatch(/code|123/);
});
