import type { NodemailerError } from 'nodemailer';
import { mailDocument, type Sender } from './mail-document.js';
import type { FailureReason, OutgoingMail, Transport } from './ports.js';
import { SendError } from './send-error.js';

export interface SmtpOptions {
  host: string;
  port: number;
  auth?: { user: string; pass: string };
  /** `starttls` refuses a server without it; `off` sends in clear. */
  tls: 'starttls' | 'on-connect' | 'off';
  /** PEM of an authority besides the public ones. */
  ca?: string;
  sender: Sender;
}

/** A server that says nothing for so long has failed; the lease of an entry is longer than all of them together. */
const connectionTimeout = 10_000;
const greetingTimeout = 10_000;
const socketTimeout = 20_000;
/** Longest that one mail may take, whatever trickles in. */
const wholeTimeout = 60_000;

/** Mails by SMTP, a connection each. @throws SendError from `send`. */
export function createSmtpTransport(options: SmtpOptions): Transport<OutgoingMail> {
  const { host, port, auth, tls, ca, sender } = options;
  const settings = {
    host,
    port,
    secure: tls === 'on-connect',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'off',
    connectionTimeout,
    greetingTimeout,
    socketTimeout,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(auth === undefined ? {} : { auth }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  };
  return {
    async send(mail) {
      try {
        // Loaded at the first mail: 13 MB. A connection each, so nothing is lost by a transport each.
        const { createTransport } = await import('nodemailer');
        const signal = AbortSignal.timeout(wholeTimeout);
        await createTransport(settings).sendMail({ ...mailDocument(mail, sender), signal });
      } catch (error) {
        throw sendErrorOf(error as NodemailerError);
      }
    },
  };
}

const reasonsByCode: Readonly<Record<string, FailureReason>> = {
  EAUTH: 'configuration',
  ENOAUTH: 'configuration',
  ECONFIG: 'configuration',
  ETIMEDOUT: 'timeout',
  EABORT: 'timeout',
  ETLS: 'tls',
  EMESSAGE: 'rejected',
};

/** RFC 5321 4.2.1: 4yz may be tried again, 5yz not; but a refused sender or password is the operator's to correct. */
function sendErrorOf(error: NodemailerError): SendError {
  const { code = '', command = '', permanent = false, responseCode } = error;
  const detail = responseCode === undefined ? `${code} ${error.message}` : `${command} ${responseCode}`;
  const made = (reason: FailureReason, isPermanent: boolean): SendError =>
    new SendError(reason, detail, { permanent: isPermanent, cause: error });
  if (code === 'EENVELOPE') {
    const ofRecipient = /^RCPT/.test(command) || (error.rejected?.length ?? 0) > 0 || command === 'API';
    if (permanent || responseCode === undefined)
      return ofRecipient ? made('recipient', true) : made('configuration', false);
    return made('busy', false);
  }
  const reason = reasonsByCode[code] ?? (isCertificateFault(error) ? 'tls' : 'connection');
  if (responseCode !== undefined && reason !== 'configuration' && reason !== 'tls')
    return permanent && reason === 'rejected' ? made('rejected', true) : made('busy', false);
  return made(reason, false);
}

function isCertificateFault(error: NodemailerError): boolean {
  return /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(error.originalCode ?? error.code ?? '');
}
