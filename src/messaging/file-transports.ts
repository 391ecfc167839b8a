import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { mailDocument, type Sender } from './mail-document.js';
import type { OutgoingMail, OutgoingSms, Transports } from './ports.js';

/** A message as the file transport keeps it in `<name>.json`; a mail is also there as `<name>.eml`. */
export type KeptMessage = { at: string } & (
  ({ channel: 'mail' } & OutgoingMail) | ({ channel: 'sms' } & OutgoingSms)
);

/** Writes every message into a folder instead of sending it: for development and the demo. Files are for their owner alone. */
export function createFileTransports(folder: string, sender: Sender, clock: Clock): Required<Transports> {
  const keep = async (message: KeptMessage, letter?: Buffer): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `${message.at.replaceAll(/[:.]/g, '-')}_${message.id}`;
    if (letter !== undefined) await writeFile(join(folder, `${name}.eml`), letter, { mode: 0o600 });
    const draft = join(folder, `${name}.draft`);
    await writeFile(draft, `${JSON.stringify(message, undefined, 2)}\n`, { mode: 0o600 });
    await rename(draft, join(folder, `${name}.json`));
  };
  return {
    mail: {
      async send(mail) {
        const { createTransport } = await import('nodemailer');
        const composer = createTransport({ streamTransport: true, buffer: true });
        const { message } = await composer.sendMail(mailDocument(mail, sender));
        await keep({ channel: 'mail', at: clock.now().toISOString(), ...mail }, message as Buffer);
      },
    },
    sms: { send: (sms) => keep({ channel: 'sms', at: clock.now().toISOString(), ...sms }) },
  };
}
