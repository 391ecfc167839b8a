import { systemClock } from '../clock.js';
import type { MessageLanguage, OutgoingMail, OutgoingSms, Transports } from '../messaging/ports.js';
import { systemRandom } from '../random.js';
import { CliError, type CliContext } from './context.js';

interface TestOptions {
  mail?: string;
  sms?: string;
  language: MessageLanguage;
}

/**
 * `gateway messages send-test`: straight to the server, past the outbox, so that its answer is seen.
 * @throws CliError saying what the server refused and which settings to look at.
 */
export async function sendTest(context: CliContext, options: TestOptions): Promise<void> {
  const { mail, sms, language } = options;
  if (mail === undefined && sms === undefined)
    throw new CliError('Give --mail ADDRESS, --sms NUMBER, or both.');
  const { createTransports } = await import('../messaging/create-transports.js');
  const { loadTranslations } = await import('../web/translations.js');
  const transports = createTransports(context.config, systemClock);
  const { createMessageWriter } = await import('../messaging/write-message.js');
  const writer = createMessageWriter(loadTranslations(context.config), context.config.TIME_ZONE);
  const now = systemClock.now();
  const content = { language, parameters: {}, expiresAt: now };
  const id = `test-${systemRandom.bytes(8).toString('hex')}`;
  if (mail !== undefined) {
    const written = writer.writeMail({ ...content, template: 'trial' });
    await sendMail(context, transports, { id, to: mail, language, ...written });
  }
  if (sms !== undefined) {
    const text = writer.writeSms({ ...content, template: 'sms-trial' }, now);
    await sendSms(context, transports, { id, to: sms, text });
  }
}

async function sendMail(context: CliContext, { mail }: Transports, message: OutgoingMail): Promise<void> {
  const { readMailAddress } = await import('../mail-address.js');
  const to = readMailAddress(message.to);
  if (to === undefined) throw new CliError('--mail: an e-mail address');
  if (mail === undefined) throw new CliError('No mail server is configured: set SMTP_URL.');
  await mail.send({ ...message, to }).catch((error: unknown) => {
    throw refused('mail', error);
  });
  const { SMTP_URL, SMTP_HOST } = context.config;
  const place = placeOf(context, SMTP_URL ?? SMTP_HOST, 'given to the server');
  context.out(`Mail ${message.id} ${place}.`);
}

async function sendSms(context: CliContext, { sms }: Transports, message: OutgoingSms): Promise<void> {
  const { mobileNumber } = await import('../phone-number.js');
  const { SmsBudget } = await import('../messaging/sms-budget.js');
  const { createLog } = await import('../log.js');
  const { SMS_COUNTRIES, SMS_PER_DAY: perDay } = context.config;
  const read = mobileNumber(message.to, SMS_COUNTRIES);
  if ('fault' in read) throw new CliError(`--sms: ${read.fault.replaceAll('-', ' ')}; see SMS_COUNTRIES`);
  if (sms === undefined) throw new CliError('No SMS gateway is configured: set SMS_URL.');
  const outgoing = { ...message, to: read.number };
  await context
    .withStorage(({ outbox }) =>
      new SmsBudget({ outbox, perDay, clock: systemClock, log: createLog('silent') }).send(sms, outgoing),
    )
    .catch((error: unknown) => {
      throw refused('sms', error);
    });
  const place = placeOf(context, context.config.SMS_URL, 'given to the gateway');
  context.out(`SMS ${message.id} ${place}.`);
}

function placeOf({ config }: CliContext, server: string | undefined, there: string): string {
  return server === undefined ? `written to ${config.DATA_DIR}/outbox, since no server is set` : there;
}

const settingsOf = { mail: 'SMTP_*, MAIL_FROM', sms: 'SMS_*' };

function refused(channel: keyof typeof settingsOf, error: unknown): unknown {
  if (!(error instanceof Error) || !('reason' in error)) return error;
  const setting = settingsOf[channel];
  return new CliError(
    `Not sent (${String(error.reason)}): ${error.message}. Settings to look at: ${setting}.`,
  );
}
