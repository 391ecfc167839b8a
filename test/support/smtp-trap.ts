import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server received it. */
export interface TrappedMail {
  from: string;
  to: string[];
  /** Headers by small name, unfolded. */
  headers: Map<string, string[]>;
  raw: string;
}

/** A real SMTP server that keeps what it receives. */
export interface SmtpTrap {
  port: number;
  mails: TrappedMail[];
  /** What it answers to the next mails instead of taking them: an SMTP code for each; 0 hangs up in the middle. */
  refusals: number[];
  stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1; without options it knows neither TLS nor passwords. */
export async function startSmtpTrap(options: SMTPServerOptions = {}): Promise<SmtpTrap> {
  const mails: TrappedMail[] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refusal = refusals.shift();
        if (refusal === 0) return void stream.destroy();
        if (refusal !== undefined) return done(refusalOf(refusal));
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(chunks).toString('utf8');
        const from = mailFrom === false ? '' : mailFrom.address;
        mails.push({ from, to: rcptTo.map(({ address }) => address), headers: readHeaders(raw), raw });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { port, mails, refusals, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** An answer of that SMTP code. */
export function refusalOf(responseCode: number): Error {
  return Object.assign(new Error('refused by the trap'), { responseCode });
}

function readHeaders(raw: string): Map<string, string[]> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]/g, ' ');
  const headers = new Map<string, string[]>();
  for (const line of head.split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(line.indexOf(':') + 1).trim()]);
  }
  return headers;
}
