import type { Clock } from '../clock.js';
import { readMailAddress } from '../mail-address.js';
import type { Random } from '../random.js';
import { maskRecipient } from './mask-recipient.js';
import { readParameters, type Parameters } from './message-catalogue.js';
import type { Channel, MailOrder, Messages, OutboxRepository, QueueOutcome, SmsOrder } from './ports.js';
import type { Seal } from './seal.js';

/** What is encrypted of a waiting entry. */
export interface SealedContent {
  to: string;
  parameters: Parameters;
}

export interface MessagesTools {
  outbox: Pick<OutboxRepository, 'add'>;
  seal: Seal;
  clock: Clock;
  random: Random;
  /** BASE_URL: links lead there, never to the host of a request (security R06). */
  baseUrl: string;
  /** Channels that have a transport. */
  channels: ReadonlySet<Channel>;
  /** Calling codes that SMS may go to (`33`). */
  callingCodes: readonly string[];
  /** Told of each new entry, so that it leaves at once. */
  wake: (channel: Channel) => void;
}

const entryId = /^[\w-]{1,64}$/;

/** Queues messages: one insert each, then the worker of this process is woken. */
export function createMessages(tools: MessagesTools): Messages {
  const queue = async (channel: Channel, order: MailOrder | SmsOrder, to: string): Promise<QueueOutcome> => {
    const { outbox, seal, clock, random, wake } = tools;
    const { template, language, expiresAt } = order;
    const parameters = readParameters(template, order.parameters);
    checkLink(parameters, tools.baseUrl);
    const id = order.id ?? random.bytes(16).toString('hex');
    if (!entryId.test(id)) throw new TypeError('Message id: 1 to 64 letters, digits, - or _');
    const now = clock.now();
    const content: SealedContent = { to, parameters };
    const recipient = { recipient: maskRecipient(channel, to), recipientHash: seal.hash(to) };
    const times = { queuedAt: now, nextAt: now, expiresAt };
    const kind = { id, channel, template, language, state: 'waiting', tries: 0 } as const;
    await outbox.add({ ...kind, ...recipient, ...times, sealed: seal.close(id, content) });
    wake(channel);
    return { queued: true, id };
  };
  const canSend = (channel: Channel): boolean => tools.channels.has(channel);
  return {
    canSend,
    async queueMail(order) {
      if (!canSend('mail')) return { queued: false, fault: 'channel-off' };
      const to = readMailAddress(order.to);
      return to === undefined ? { queued: false, fault: 'address' } : queue('mail', order, to);
    },
    async queueSms(order) {
      if (!canSend('sms')) return { queued: false, fault: 'channel-off' };
      // Loaded when needed: 10 MB.
      const { mobileNumber } = await import('../phone-number.js');
      const read = mobileNumber(order.to, tools.callingCodes);
      return 'fault' in read ? { queued: false, fault: read.fault } : queue('sms', order, read.number);
    },
  };
}

function checkLink({ link }: Parameters, baseUrl: string): void {
  if (link !== undefined && !link.startsWith(`${baseUrl}/`))
    throw new TypeError('Message link: leads elsewhere than to BASE_URL');
}
