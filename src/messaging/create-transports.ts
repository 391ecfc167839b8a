import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { OperatorError } from '../operator-error.js';
import { createFileTransports } from './file-transports.js';
import { createHttpSmsTransport } from './http-sms-transport.js';
import type { Sender } from './mail-document.js';
import type { OutgoingMail, OutgoingSms, Transport, Transports } from './ports.js';
import { createSmtpTransport, type SmtpOptions } from './smtp-transport.js';

/** Folder of the file transport, in DATA_DIR. */
export const outboxFolder = (dataDir: string): string => join(dataDir, 'outbox');

/**
 * The transports of the settings. A channel without settings writes files outside production, and is off in production.
 * @throws OperatorError when SMTP_CA cannot be read.
 */
export function createTransports(config: Config, clock: Clock): Transports {
  const sender = readSender(config);
  const files =
    config.NODE_ENV === 'production'
      ? {}
      : createFileTransports(outboxFolder(config.DATA_DIR), sender, clock);
  return { ...files, ...smtpOf(config, sender), ...smsOf(config) };
}

function readSender(config: Config): Sender {
  const { MAIL_FROM = config.SUPPORT_MAIL, MAIL_REPLY_TO: replyTo } = config;
  return {
    name: config.SERVICE_NAME,
    address: MAIL_FROM,
    host: new URL(config.BASE_URL).hostname,
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}

function smtpOf(config: Config, sender: Sender): { mail?: Transport<OutgoingMail> } {
  const server = config.SMTP_URL === undefined ? serverOfParts(config) : serverOfUrl(config.SMTP_URL, config);
  if (server === undefined) return {};
  const ca = config.SMTP_CA === undefined ? {} : { ca: readAuthority(config.SMTP_CA) };
  return { mail: createSmtpTransport({ ...server, ...ca, sender }) };
}

type Server = Pick<SmtpOptions, 'host' | 'port' | 'tls' | 'auth'>;

const defaultPort = (tls: SmtpOptions['tls']): number => (tls === 'on-connect' ? 465 : 587);

function serverOfParts({ SMTP_HOST: host, SMTP_PORT, SMTP_TLS: tls, ...config }: Config): Server | undefined {
  if (host === undefined) return undefined;
  const { SMTP_USER: user, SMTP_PASSWORD: pass } = config;
  const auth = user === undefined || pass === undefined ? {} : { auth: { user, pass } };
  return { host, port: SMTP_PORT ?? defaultPort(tls), tls, ...auth };
}

function serverOfUrl(text: string, { SMTP_TLS, SMTP_USER, SMTP_PASSWORD }: Config): Server {
  const { protocol, hostname, port, username, password } = new URL(text);
  const tls = protocol === 'smtps:' ? 'on-connect' : SMTP_TLS;
  const user = username === '' ? SMTP_USER : decodeURIComponent(username);
  const pass = username === '' ? SMTP_PASSWORD : decodeURIComponent(password);
  const auth = user === undefined || pass === undefined ? {} : { auth: { user, pass } };
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  return { host, port: port === '' ? defaultPort(tls) : Number(port), tls, ...auth };
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OperatorError(`SMTP_CA=${path} cannot be read: set it to a PEM file that this user may read.`, {
      cause,
    });
  }
}

function smsOf(config: Config): { sms?: Transport<OutgoingSms> } {
  const { SMS_URL: url, SMS_METHOD: method, SMS_HEADERS: headers = {}, SMS_FORMAT: format } = config;
  if (url === undefined) return {};
  const body = config.SMS_BODY === undefined ? {} : { body: config.SMS_BODY };
  const success = config.SMS_SUCCESS === undefined ? {} : { success: config.SMS_SUCCESS };
  return { sms: createHttpSmsTransport({ url, method, headers, format, ...body, ...success }) };
}
