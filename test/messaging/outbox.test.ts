import { setTimeout as wait } from 'node:timers/promises';
import { OutboxSite, queued } from '../support/outbox-site.js';
import { startSmtpTrap } from '../support/smtp-trap.js';

let site: OutboxSite;
beforeAll(async () => {
  site = await OutboxSite.open();
});
afterAll(() => site.close());
beforeEach(() => site.nextDay());
afterEach(() => site.stopAll());

test('a mail and an SMS leave, and are counted; what is kept tells neither text nor recipient', async () => {
  const { messages } = site.start();
  const mail = await queued(messages.queueMail(site.mailOrder()));
  const sms = await queued(messages.queueSms(site.smsOrder()));
  await site.until(mail, { state: 'sent' });
  await site.until(sms, { state: 'sent' });
  expect(site.traps.smtp.mails).toHaveLength(1);
  expect(site.traps.smtp.mails[0]).toMatchObject({
    to: ['Parent.Exemple@example.org'],
    from: 'support@example.org',
  });
  expect(site.traps.smtp.mails[0]?.headers.get('message-id')).toEqual([`<${mail}@compte.example.org>`]);
  expect(site.traps.gateway.received).toEqual([
    { id: sms, to: '+33612345678', text: expect.stringContaining('votre code est 123456') },
  ]);
  expect(await site.storage.outbox.find(mail)).toEqual({
    ...{ id: mail, channel: 'mail', template: 'forgotten-password', language: 'fr', state: 'sent', tries: 1 },
    ...{ recipient: 'P…@e….org', recipientHash: expect.stringMatching(/^[\w-]{22}$/) },
    ...{
      queuedAt: site.clock.now(),
      endedAt: site.clock.now(),
      expiresAt: site.inMinutes(30),
      nextAt: site.inMinutes(2),
    },
  });
  const text = await site.metrics.text();
  expect(text).toContain('gateway_messages_sent_total{channel="mail"} 1');
  expect(text).toContain('gateway_messages_sent_total{channel="sms"} 1');
  expect(text).toContain('gateway_outbox_waiting{channel="mail"} 0');
  for (const kept of [await site.atRest(), site.lines.join('')]) {
    expect(kept).not.toMatch(/tres-secret|123456|612345678|Exemple|Noé/i);
  }
});

test('what waits is sealed', async () => {
  site.traps.smtp.refusals.push(451);
  const { messages } = site.start();
  const id = await queued(messages.queueMail(site.mailOrder()));
  await site.until(id, { state: 'waiting', reason: 'busy' });
  const kept = await site.atRest();
  expect(kept).toContain('"sealed"');
  expect(kept).not.toMatch(/tres-secret|Exemple|Noé|compte\.example/i);
  site.clock.advance(11_000);
  await site.until(id, { state: 'sent', tries: 2 });
  expect(await site.atRest()).not.toContain('"sealed"');
});

test('a refusal that passes is tried again later and later, with the same Message-ID, then given up', async () => {
  site.traps.smtp.refusals.push(451, 451, 451);
  const { messages } = site.start({ OUTBOX_TRIES: '3' });
  const id = await queued(messages.queueMail(site.mailOrder({ expiresAt: site.inMinutes(600) })));
  const waits: number[] = [];
  for (const tries of [1, 2]) {
    const { nextAt } = await site.untilPostponed(id, tries);
    waits.push(nextAt.getTime() - site.clock.now().getTime());
    site.clock.set(nextAt);
  }
  expect(waits[0]).toBeGreaterThanOrEqual(5_000);
  expect(waits[0]).toBeLessThanOrEqual(10_000);
  expect(waits[1]).toBeGreaterThanOrEqual(10_000);
  expect(waits[1]).toBeLessThanOrEqual(20_000);
  await site.until(id, { state: 'dead', tries: 3, reason: 'busy' });
  const text = await site.metrics.text();
  expect(text).toContain('gateway_message_failures_total{channel="mail",reason="busy"} 3');
  expect(text).toContain('gateway_messages_dead_total{channel="mail",reason="busy"} 1');
  expect(site.lines.filter((line) => line.includes('given up'))).toHaveLength(1);
  expect(await site.atRest()).not.toContain('"sealed"');
});

test('a refusal for good is not tried again', async () => {
  site.traps.smtp.refusals.push(550);
  const { messages } = site.start();
  await site.until(await queued(messages.queueMail(site.mailOrder())), {
    state: 'dead',
    tries: 1,
    reason: 'rejected',
  });
});

test('what has expired meanwhile is not sent', async () => {
  site.traps.smtp.refusals.push(451);
  const { messages } = site.start();
  const id = await queued(
    messages.queueMail(site.mailOrder({ expiresAt: new Date(site.clock.now().getTime() + 4000) })),
  );
  await site.until(id, { state: 'waiting', reason: 'busy' });
  site.clock.advance(4000);
  await site.until(id, { state: 'dead', reason: 'expired' });
  expect(site.traps.smtp.mails).toEqual([]);
});

test('a server that is away holds mails alone, and the measures show it', async () => {
  const away = await startSmtpTrap();
  await away.stop();
  const { messages } = site.start({ SMTP_URL: `smtp://127.0.0.1:${away.port}` });
  const mail = await queued(messages.queueMail(site.mailOrder()));
  await site.until(mail, { state: 'waiting', reason: 'connection' });
  await site.until(await queued(messages.queueSms(site.smsOrder())), { state: 'sent' });
  site.clock.advance(60_000);
  expect(await site.metrics.text()).toMatch(/gateway_outbox_oldest_seconds\{channel="mail"\} 60\n/);
  await site.stopAll();
  const { messages: others } = site.start();
  expect(others.canSend('mail')).toBe(true);
  await site.until(mail, { state: 'sent', tries: 2 });
});

test('a process takes what another queued, each message once', async () => {
  const all = [site.start(), site.start(), site.start()];
  const ids = await Promise.all(
    Array.from({ length: 60 }, (_, index) => queued(all[index % 3]!.messages.queueMail(site.mailOrder()))),
  );
  for (const id of ids) await site.until(id, { state: 'sent', tries: 1 });
  expect(site.traps.smtp.mails).toHaveLength(60);
});

test('the same id is queued and sent once', async () => {
  const { messages } = site.start();
  const id = 'once';
  await queued(messages.queueMail(site.mailOrder({ id })));
  await site.until(id, { state: 'sent' });
  expect(await messages.queueMail(site.mailOrder({ id }))).toEqual({ queued: true, id });
  await site.until(await queued(messages.queueMail(site.mailOrder())), { state: 'sent' });
  expect(site.traps.smtp.mails).toHaveLength(2);
});

test('a changed SESSION_SECRET: what waited cannot be read, and is given up', async () => {
  site.traps.smtp.refusals.push(451);
  const first = site.start();
  const id = await queued(first.messages.queueMail(site.mailOrder()));
  await site.until(id, { reason: 'busy' });
  await first.stop();
  site.clock.advance(10_000);
  site.start({}, 'another secret');
  await site.until(id, { state: 'dead', reason: 'unreadable' });
});

test('R03 the budget of a day: an alarm once, the rest waits; what was not sent is given back', async () => {
  const { messages } = site.start({ SMS_PER_DAY: '2' });
  site.traps.gateway.statuses.push(503);
  await site.until(await queued(messages.queueSms(site.smsOrder())), { state: 'waiting', reason: 'busy' });
  for (let count = 0; count < 2; count += 1)
    await site.until(await queued(messages.queueSms(site.smsOrder())), { state: 'sent' });
  const over = [
    await queued(messages.queueSms(site.smsOrder())),
    await queued(messages.queueSms(site.smsOrder())),
  ];
  for (const id of over) await site.until(id, { state: 'waiting', reason: 'budget' });
  expect(site.traps.gateway.received).toHaveLength(3);
  expect(site.lines.filter((line) => line.includes('budget used up'))).toHaveLength(1);
  expect(await site.metrics.text()).toContain(
    'gateway_message_failures_total{channel="sms",reason="budget"} 2',
  );
});

test('stopping waits for the mail being sent, and takes no other', async () => {
  const slow = await startSmtpTrap({ onRcptTo: (_address, _session, done) => void setTimeout(done, 300) });
  const { messages, stop } = site.start({ SMTP_URL: `smtp://127.0.0.1:${slow.port}` });
  const id = await queued(messages.queueMail(site.mailOrder()));
  await site.until(id, { tries: 1 });
  await stop();
  expect(await site.storage.outbox.find(id)).toMatchObject({ state: 'sent' });
  const late = await queued(messages.queueMail(site.mailOrder()));
  await wait(50);
  expect(await site.storage.outbox.find(late)).toMatchObject({ state: 'waiting', tries: 0 });
  expect(slow.mails).toHaveLength(1);
  await slow.stop();
});
