import type { Channel } from './ports.js';

/** Enough of a recipient for a person to recognise it, too little to write to it: `n…@e….org`, `+33 … 78`. */
export function maskRecipient(channel: Channel, recipient: string): string {
  return channel === 'mail' ? maskMail(recipient) : `${recipient.slice(0, 3)} … ${recipient.slice(-2)}`;
}

function maskMail(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  return `${[...address][0] ?? ''}…@${[...domain][0] ?? ''}…${dot > 0 ? domain.slice(dot) : ''}`;
}
