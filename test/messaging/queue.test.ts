import type { MailOrder } from '../../src/messaging/ports.js';
import { OutboxSite } from '../support/outbox-site.js';

let site: OutboxSite;
beforeAll(async () => {
  site = await OutboxSite.open();
});
afterAll(() => site.close());
beforeEach(() => site.nextDay());
afterEach(() => site.stopAll());

test.each([
  ['not an address', 'Bcc: x@example.org'],
  ['two addresses', 'a@example.org, b@example.org'],
  ['a line break inside', 'a@example.org\r\nBcc: b@example.org'],
  ['a display name', 'A <a@example.org>'],
  ['nothing', ''],
])('A08 %s: not queued', async (_, to) => {
  expect(await site.start().messages.queueMail(site.mailOrder({ to }))).toEqual({
    queued: false,
    fault: 'address',
  });
});

test('R03 a number that no SMS goes to: not queued, and told why', async () => {
  const { messages } = site.start();
  const fault = async (to: string) => messages.queueSms(site.smsOrder(to));
  expect(await fault('0899 12 34 56')).toEqual({ queued: false, fault: 'number-not-mobile' });
  expect(await fault('+44 7400 123456')).toEqual({ queued: false, fault: 'number-country' });
  expect(await fault('12')).toEqual({ queued: false, fault: 'number-invalid' });
});

test('a fault of the caller is thrown, and nothing queued', async () => {
  const { messages } = site.start();
  const wrong = { ...site.mailOrder(), parameters: { givenName: 'Noé' } } as MailOrder;
  await expect(messages.queueMail(wrong)).rejects.toThrow(/forgotten-password: link/);
  for (const elsewhere of ['https://evil.test/x', 'https://compte.example.org.evil.test/x']) {
    const order = { ...site.mailOrder(), parameters: { givenName: 'Noé', link: elsewhere } } as MailOrder;
    await expect(messages.queueMail(order)).rejects.toThrow(/BASE_URL/);
  }
  await expect(messages.queueMail(site.mailOrder({ id: 'a b' }))).rejects.toThrow(/Message id/);
  expect(
    (await site.storage.outbox.list({ state: 'waiting' }, 50)).filter(
      (one) => one.queuedAt >= site.clock.now(),
    ),
  ).toEqual([]);
});

test('production without servers: channels are off, and a warning says so', async () => {
  const config = {
    NODE_ENV: 'production',
    SMTP_URL: '',
    SMS_URL: '',
    SMS_BODY: '',
    MONGODB_URI: 'mongodb://127.0.0.1/none',
    TRUST_PROXY: '1',
    SESSION_SECRET: 'x'.repeat(32),
    PASSWORD_PEPPER: 'y'.repeat(32),
    INE_KEY: 'z'.repeat(32),
  };
  const { messages } = site.start(config);
  expect([messages.canSend('mail'), messages.canSend('sms')]).toEqual([false, false]);
  expect(await messages.queueMail(site.mailOrder())).toEqual({ queued: false, fault: 'channel-off' });
  expect(await messages.queueSms(site.smsOrder())).toEqual({ queued: false, fault: 'channel-off' });
  expect(site.lines.join('')).toMatch(/no mail server[^]*no SMS gateway/);
});
