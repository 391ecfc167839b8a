import { createServer, type AddressInfo, type Server } from 'node:net';
import type { OutgoingMail } from '../../src/messaging/ports.js';
import { createSmtpTransport, type SmtpOptions } from '../../src/messaging/smtp-transport.js';
import { makeCertificate } from '../support/make-certificate.js';
import { refusalOf, startSmtpTrap, type SmtpTrap } from '../support/smtp-trap.js';

const mail: OutgoingMail = {
  id: 'a1b2',
  to: 'parent@example.org',
  subject: 'Confirmez votre adresse électronique',
  text: 'Bonjour Noé,\n\nl’adresse : https://compte.example.org/c?t=1&u=2\n',
  html: '<p>Bonjour Noé</p>',
  language: 'fr',
};
const sender = { name: 'École, Clé', address: 'noreply@compte.example.org', host: 'compte.example.org' };

let trap: SmtpTrap | undefined;
let silent: Server | undefined;
afterEach(async () => {
  await trap?.stop();
  silent?.close();
  trap = undefined;
});

const transport = (port: number, options: Partial<SmtpOptions> = {}) =>
  createSmtpTransport({ host: '127.0.0.1', port, tls: 'off', sender, ...options });

test('a mail arrives: text and HTML, sender, language, a Message-ID of the entry', async () => {
  trap = await startSmtpTrap();
  const replyTo = 'aide@example.org';
  await transport(trap.port, { sender: { ...sender, replyTo } }).send(mail);
  const [got] = trap.mails;
  expect(got).toMatchObject({ from: 'noreply@compte.example.org', to: ['parent@example.org'] });
  expect(Object.fromEntries(got?.headers ?? [])).toMatchObject({
    'message-id': ['<a1b2@compte.example.org>'],
    from: [expect.stringMatching(/^=\?UTF-8\?.*\?= <noreply@compte\.example\.org>$/)],
    to: ['parent@example.org'],
    'reply-to': ['aide@example.org'],
    subject: [expect.stringMatching(/^=\?UTF-8\?/)],
    'auto-submitted': ['auto-generated'],
    'content-language': ['fr'],
    'content-type': [expect.stringMatching(/^multipart\/alternative/)],
  });
  expect(got?.raw).toContain('Content-Type: text/plain; charset=utf-8');
  expect(got?.raw).toContain('Content-Type: text/html; charset=utf-8');
});

test.each([
  ['the subject', { subject: 'Bonjour\r\nBcc: thief@evil.test\r\n\r\nbody' }, sender, 1],
  ['the name of the service', {}, { ...sender, name: 'Clé\r\nBcc: thief@evil.test' }, 1],
  ['the recipient', { to: 'parent@example.org\r\nBcc: thief@evil.test' }, sender, 0],
  ['the recipient, by a comma', { to: 'parent@example.org,thief@evil.test' }, sender, 0],
  ['the id', { id: 'a>\r\nBcc: <thief@evil.test' }, sender, 1],
])('A08 a line break in %s makes neither a header nor a recipient', async (_, parts, from, sent) => {
  trap = await startSmtpTrap();
  await transport(trap.port, { sender: from })
    .send({ ...mail, ...parts })
    .catch(() => undefined);
  expect(trap.mails).toHaveLength(sent);
  for (const { headers, to, raw } of trap.mails) {
    expect(to).toEqual(['parent@example.org']);
    expect(headers.has('bcc')).toBe(false);
    expect(raw).not.toMatch(/^bcc:/im);
  }
});

test.each([
  [421, { reason: 'busy', permanent: false }],
  [451, { reason: 'busy', permanent: false }],
  [550, { reason: 'rejected', permanent: true }],
  [552, { reason: 'rejected', permanent: true }],
])('an answer %d to the text', async (code, expected) => {
  trap = await startSmtpTrap();
  trap.refusals.push(code);
  await expect(transport(trap.port).send(mail)).rejects.toMatchObject(expected);
});

test.each([
  [450, { reason: 'busy', permanent: false }],
  [550, { reason: 'recipient', permanent: true }],
])('an answer %d to the recipient', async (code, expected) => {
  trap = await startSmtpTrap({ onRcptTo: (_address, _session, done) => done(refusalOf(code)) });
  await expect(transport(trap.port).send(mail)).rejects.toMatchObject(expected);
});

test('a sender or a password that is refused is ours to correct: the mail is tried again', async () => {
  trap = await startSmtpTrap({ onMailFrom: (_address, _session, done) => done(refusalOf(553)) });
  const again = { reason: 'configuration', permanent: false };
  await expect(transport(trap.port).send(mail)).rejects.toMatchObject(again);
  await trap.stop();
  trap = await startSmtpTrap({
    disabledCommands: ['STARTTLS'],
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, done) =>
      password === 'right' ? done(null, { user: 'x' }) : done(refusalOf(535)),
  });
  const auth = (pass: string) => transport(trap!.port, { auth: { user: 'gateway', pass } });
  await expect(auth('wrong').send(mail)).rejects.toMatchObject(again);
  await auth('right').send(mail);
  expect(trap.mails).toHaveLength(1);
});

test('a server that is away, or hangs up in the middle, is a fault of the connection', async () => {
  trap = await startSmtpTrap();
  const { port } = trap;
  trap.refusals.push(0);
  silent = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => silent?.listen(0, '127.0.0.1', resolve));
  const again = { reason: 'connection', permanent: false };
  await expect(transport((silent.address() as AddressInfo).port).send(mail)).rejects.toMatchObject(again);
  await trap.stop();
  await expect(transport(port).send(mail)).rejects.toMatchObject(again);
});

describe('TLS', () => {
  const { key, cert } = makeCertificate('127.0.0.1');

  test('is required: a server without STARTTLS gets nothing', async () => {
    trap = await startSmtpTrap();
    await expect(transport(trap.port, { tls: 'starttls' }).send(mail)).rejects.toMatchObject({
      reason: 'tls',
    });
    expect(trap.mails).toEqual([]);
  });

  test('by STARTTLS, the certificate checked', async () => {
    trap = await startSmtpTrap({ disabledCommands: ['AUTH'], key, cert });
    await expect(transport(trap.port, { tls: 'starttls' }).send(mail)).rejects.toMatchObject({
      reason: 'tls',
    });
    expect(trap.mails).toEqual([]);
    await transport(trap.port, { tls: 'starttls', ca: cert }).send(mail);
    expect(trap.mails).toHaveLength(1);
  });

  test('from the first octet, the certificate checked', async () => {
    trap = await startSmtpTrap({ secure: true, disabledCommands: ['AUTH'], key, cert });
    await expect(transport(trap.port, { tls: 'on-connect' }).send(mail)).rejects.toMatchObject({
      reason: 'tls',
    });
    await transport(trap.port, { tls: 'on-connect', ca: cert }).send(mail);
    expect(trap.mails).toHaveLength(1);
  });
});
