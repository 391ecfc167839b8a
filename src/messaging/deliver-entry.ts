import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';
import type { Random } from '../random.js';
import { backOff } from './back-off.js';
import type { SealedContent } from './create-messages.js';
import type { MessageMeter, OutboxRepository, SealedEntry, Transports } from './ports.js';
import type { Seal } from './seal.js';
import { SendError } from './send-error.js';
import type { SmsBudget } from './sms-budget.js';
import type { MessageWriter } from './write-message.js';

export interface DeliveryTools {
  outbox: Pick<OutboxRepository, 'postpone' | 'end'>;
  transports: Transports;
  writer: MessageWriter;
  seal: Seal;
  budget: SmsBudget;
  clock: Clock;
  random: Random;
  log: Logger;
  meter: MessageMeter;
  /** Tries before an entry is given up (OUTBOX_TRIES). */
  maxTries: number;
}

/** Sends one leased entry and writes down what became of it. Throws only when the store does. */
export async function deliverEntry(entry: SealedEntry, tools: DeliveryTools): Promise<void> {
  const { outbox, clock, log, meter } = tools;
  try {
    await send(entry, tools);
  } catch (error) {
    return recordFailure(entry, asSendError(error), tools);
  }
  const kept = await outbox.end(entry, 'sent', clock.now());
  meter.countSent(entry.channel);
  log.info(
    { message: entry.id, channel: entry.channel, template: entry.template, tries: entry.tries },
    'sent',
  );
  if (!kept) log.warn({ message: entry.id }, 'sent after its lease had passed: it may be sent twice');
}

async function send(entry: SealedEntry, tools: DeliveryTools): Promise<void> {
  const { transports, writer, seal, budget, clock } = tools;
  const { id, template, language, expiresAt } = entry;
  if (expiresAt <= clock.now())
    throw new SendError('expired', 'its content is worth nothing any more', permanent);
  const { to, parameters } = openContent(entry, seal);
  const content = { template, language, parameters, expiresAt };
  if (entry.channel === 'mail') {
    if (transports.mail === undefined) throw new SendError('configuration', 'no mail server is configured');
    return transports.mail.send({ id, to, language, ...writer.writeMail(content) });
  }
  if (transports.sms === undefined) throw new SendError('configuration', 'no SMS gateway is configured');
  await budget.send(transports.sms, { id, to, text: writer.writeSms(content, clock.now()) });
}

const permanent = { permanent: true };

function openContent({ id, sealed }: SealedEntry, seal: Seal): SealedContent {
  try {
    return seal.open(id, sealed) as SealedContent;
  } catch (cause) {
    throw new SendError('unreadable', 'sealed with another SESSION_SECRET', { permanent: true, cause });
  }
}

function asSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  return new SendError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}

async function recordFailure(entry: SealedEntry, error: SendError, tools: DeliveryTools): Promise<void> {
  const { outbox, clock, random, log, meter, maxTries } = tools;
  const { id, channel, template, tries, expiresAt } = entry;
  const { reason } = error;
  const now = clock.now();
  const facts = { message: id, channel, template, tries, reason, detail: error.message };
  meter.countFailure(channel, reason);
  if (error.permanent || tries >= maxTries) {
    await outbox.end(entry, 'dead', now, reason);
    meter.countDead(channel, reason);
    log.error(facts, 'message given up');
    return;
  }
  const next = new Date(Math.min(now.getTime() + backOff(tries, random), expiresAt.getTime()));
  await outbox.postpone(entry, next, reason);
  log.warn({ ...facts, nextAt: next }, 'message to be sent again');
}
