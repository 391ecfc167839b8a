import { z } from 'zod';
import { oneOf, text, whole, type Setting } from './setting-rules.js';

const mail = z.email('must be an e-mail address');
/** A whole number of 1 to 3 digits after `+`, or several with commas between. */
const callingCodes = z
  .string()
  .trim()
  .regex(/^\+\d{1,3}(\s*,\s*\+\d{1,3})*$/, 'must be calling codes such as +33,+262')
  .transform((codes) => codes.split(',').map((code) => code.trim().slice(1)));
const headers = z
  .string()
  .regex(/^[\x20-\x7e\t]+$/, 'must be JSON, in plain ASCII')
  .transform((json, context) => {
    const read = z.record(z.string().regex(/^[\w-]+$/), z.string()).safeParse(parseJson(json));
    if (read.success) return read.data;
    context.addIssue('must be a JSON object of texts, such as {"api-key":"…"}');
    return z.NEVER;
  });

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isSmtpUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(text);
    decodeURIComponent(username + password);
    return /^smtps?:$/.test(protocol) && hostname !== '';
  } catch {
    return false;
  }
}

/** How e-mail and SMS go out (src/messaging/README.md). */
export const messageSettings = {
  SMTP_URL: {
    rule: z
      .string()
      .refine(isSmtpUrl, 'must be an address that begins with smtp:// or smtps://, with % signs as %25')
      .optional(),
    about:
      'Mail server, as smtp://USER:PASSWORD@HOST:PORT (smtps: TLS from the first octet), or use SMTP_HOST.',
  },
  SMTP_HOST: { rule: text(255).optional(), about: 'Mail server; not set: see SMTP_URL.' },
  SMTP_PORT: {
    rule: whole(1, 65535).optional(),
    about: 'Port of the mail server; default 465 when SMTP_TLS=on-connect, else 587.',
  },
  SMTP_USER: { rule: text(255).optional(), about: 'Account at the mail server, when it asks for one.' },
  SMTP_PASSWORD: { rule: text(1000).optional(), about: 'Password of SMTP_USER.' },
  SMTP_TLS: {
    rule: oneOf('starttls', 'on-connect', 'off'),
    default: 'starttls',
    about: 'TLS toward the mail server; off sends in clear and is for a relay on the same machine.',
  },
  SMTP_CA: {
    rule: text(4096).optional(),
    about: 'PEM file of the authority that signed the mail server’s certificate, when no public one did.',
  },
  MAIL_FROM: { rule: mail.optional(), about: 'Sender of our mails; default SUPPORT_MAIL.' },
  MAIL_REPLY_TO: { rule: mail.optional(), about: 'Where answers to our mails go; default MAIL_FROM.' },
  SMS_URL: {
    rule: z
      .string()
      .regex(/^https?:\/\/[^\s/]/, 'must be an address that begins with https:// or http://')
      .optional(),
    about: 'HTTP gateway that sends SMS; may hold {to}, {digits}, {text} and {id}.',
  },
  SMS_METHOD: { rule: oneOf('POST', 'GET', 'PUT'), default: 'POST', about: 'HTTP method of that request.' },
  SMS_HEADERS: {
    rule: headers.optional(),
    about: 'Headers of that request as a JSON object, the key of the gateway among them.',
  },
  SMS_FORMAT: {
    rule: oneOf('json', 'form'),
    default: 'json',
    about: 'What SMS_BODY is: it says how the placeholders are escaped, and the Content-Type.',
  },
  SMS_BODY: {
    rule: text(4000).optional(),
    about: 'Body of that request, with the same placeholders: {to} is +336…, {digits} is 336….',
  },
  SMS_SUCCESS: {
    rule: text(200).optional(),
    about:
      'Member of the JSON answer that says it was taken, as path or path=value; not set: the status 2xx alone.',
  },
  SMS_COUNTRIES: {
    rule: callingCodes,
    default: '+33,+262,+508,+590,+594,+596,+681,+687,+689',
    about: 'Calling codes that SMS may go to: the default is France with its overseas territories.',
  },
  SMS_PER_DAY: {
    rule: whole(1, 10_000_000),
    default: '2000',
    about:
      'SMS budget of a day (UTC) for the whole service, in SMS of 160 characters; an alarm is logged when used up.',
  },
  OUTBOX_TRIES: {
    rule: whole(1, 100),
    default: '20',
    about: 'Tries to send a message before it is given up; 20 take about half a day.',
  },
  OUTBOX_POLL_SECONDS: {
    rule: whole(1, 300),
    default: '5',
    about: 'How often messages of other processes, and those to be tried again, are looked for.',
  },
} satisfies Record<string, Setting>;
