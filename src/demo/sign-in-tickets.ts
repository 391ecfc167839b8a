import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { ReceivedSignIn } from './received-sign-in.js';

/** A sign-in whose Response was accepted, waiting to be tied to the browser that asked for it. */
export interface AcceptedSignIn {
  signIn: ReceivedSignIn;
  relayState: string;
}

/** Seconds between the Response and the browser's next request. */
const ticketSeconds = 60;

/**
 * The Response comes by a POST from another site, which brings no `SameSite=Lax` cookie: the portal cannot tell whose
 * browser it is, and a stranger could post a Response of his own to sign his victim in as himself. So the POST only
 * leaves a ticket, and the GET that follows, which brings the cookie, must come from the browser that began this sign-in.
 */
export class SignInTickets {
  private readonly waiting = new Map<string, AcceptedSignIn & { until: number }>();
  constructor(private readonly clock: Clock) {}

  /** A ticket good for one use, within a minute. */
  issue(accepted: AcceptedSignIn): string {
    const now = this.clock.now().getTime();
    for (const [ticket, { until }] of this.waiting) if (until <= now) this.waiting.delete(ticket);
    const ticket = randomBytes(16).toString('base64url');
    this.waiting.set(ticket, { ...accepted, until: now + ticketSeconds * 1000 });
    return ticket;
  }

  /** What the ticket stands for; undefined when unknown, used or too old. */
  redeem(ticket: string): AcceptedSignIn | undefined {
    const found = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    return found !== undefined && found.until > this.clock.now().getTime() ? found : undefined;
  }
}
