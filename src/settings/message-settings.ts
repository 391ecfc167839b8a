import * as v from 'valibot';
import { mail, oneOf, text, whole, type Setting } from './setting-rules.js';

/** A whole number of 1 to 3 digits after `+`, or several with commas between. */
const callingCodes = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^\+\d{1,3}(\s*,\s*\+\d{1,3})*$/, 'must be calling codes such as +33,+262'),
  v.transform((codes) => codes.split(',').map((code) => code.trim().slice(1))),
);
const headers = v.pipe(
  v.string(),
  v.regex(/^[\x20-\x7e\t]+$/, 'must be JSON, in plain ASCII'),
  v.transform(parseJson),
  v.guard(isTexts, 'must be a JSON object of texts, such as {"api-key":"…"}'),
);

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isTexts(json: unknown): json is Record<string, string> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  return Object.entries(json).every(([name, text]) => /^[\w-]+$/.test(name) && typeof text === 'string');
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
    rule: v.optional(
      v.pipe(
        v.string(),
        v.check(isSmtpUrl, 'must be an address that begins with smtp:// or smtps://, with % signs as %25'),
      ),
    ),
    about:
      'Mail server, as smtp://USER:PASSWORD@HOST:PORT (smtps: TLS from the first octet), or use SMTP_HOST.',
  },
  SMTP_HOST: { rule: v.optional(text(255)), about: 'Mail server; not set: see SMTP_URL.' },
  SMTP_PORT: {
    rule: v.optional(whole(1, 65535)),
    about: 'Port of the mail server; default 465 when SMTP_TLS=on-connect, else 587.',
  },
  SMTP_USER: { rule: v.optional(text(255)), about: 'Account at the mail server, when it asks for one.' },
  SMTP_PASSWORD: { rule: v.optional(text(1000)), about: 'Password of SMTP_USER.' },
  SMTP_TLS: {
    rule: oneOf('starttls', 'on-connect', 'off'),
    default: 'starttls',
    about: 'TLS toward the mail server; off sends in clear and is for a relay on the same machine.',
  },
  SMTP_CA: {
    rule: v.optional(text(4096)),
    about: 'PEM file of the authority that signed the mail server’s certificate, when no public one did.',
  },
  MAIL_FROM: { rule: v.optional(mail), about: 'Sender of our mails; default SUPPORT_MAIL.' },
  MAIL_REPLY_TO: { rule: v.optional(mail), about: 'Where answers to our mails go; default MAIL_FROM.' },
  SMS_URL: {
    rule: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^https?:\/\/[^\s/]/, 'must be an address that begins with https:// or http://'),
      ),
    ),
    about: 'HTTP gateway that sends SMS; may hold {to}, {digits}, {text} and {id}.',
  },
  SMS_METHOD: { rule: oneOf('POST', 'GET', 'PUT'), default: 'POST', about: 'HTTP method of that request.' },
  SMS_HEADERS: {
    rule: v.optional(headers),
    about: 'Headers of that request as a JSON object, the key of the gateway among them.',
  },
  SMS_FORMAT: {
    rule: oneOf('json', 'form'),
    default: 'json',
    about: 'What SMS_BODY is: it says how the placeholders are escaped, and the Content-Type.',
  },
  SMS_BODY: {
    rule: v.optional(text(4000)),
    about: 'Body of that request, with the same placeholders: {to} is +336…, {digits} is 336….',
  },
  SMS_SUCCESS: {
    rule: v.optional(text(200)),
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
