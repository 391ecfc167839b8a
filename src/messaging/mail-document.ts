import type { SendMailOptions } from 'nodemailer';
import type { OutgoingMail } from './ports.js';

/** Who our mails come from. */
export interface Sender {
  /** SERVICE_NAME, shown before the address. */
  name: string;
  address: string;
  replyTo?: string;
  /** Right side of our Message-IDs: the host of BASE_URL. */
  host: string;
}

/** A mail as nodemailer takes it: header values are objects or fields of its own, never lines that we write (security A08). */
export function mailDocument(mail: OutgoingMail, sender: Sender): SendMailOptions {
  return {
    messageId: `<${mail.id}@${sender.host}>`,
    from: { name: sender.name, address: sender.address },
    to: { name: '', address: mail.to },
    ...(sender.replyTo === undefined ? {} : { replyTo: sender.replyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // RFC 3834 5: answering machines leave automatic mails alone. RFC 3282: the language.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
  };
}
