import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { Logger } from '../log.js';
import type { Random } from '../random.js';
import { createMessageSeal } from './create-message-seal.js';
import { createMessages } from './create-messages.js';
import { createTransports } from './create-transports.js';
import { deliverEntry } from './deliver-entry.js';
import { OutboxWorker } from './outbox-worker.js';
import type {
  Channel,
  MessageLanguage,
  MessageMeter,
  Messages,
  MessageTexts,
  OutboxRepository,
  Transports,
} from './ports.js';
import { SmsBudget } from './sms-budget.js';
import { createMessageWriter } from './write-message.js';

/** Messages of one process: what queues them, and what sends them. */
export interface Messaging {
  messages: Messages;
  /** What is left of the SMS of the day. */
  budget: Pick<SmsBudget, 'isLeft'>;
  /** Ends the sends that had begun; what waits stays in the store. */
  stop(): Promise<void>;
}

export interface MessagingTools {
  config: Config;
  outbox: OutboxRepository;
  texts: Readonly<Record<MessageLanguage, MessageTexts>>;
  /** A key of 256 bits for one use, from SESSION_SECRET. */
  key: (use: string) => Buffer;
  meter: MessageMeter;
  clock: Clock;
  random: Random;
  log: Logger;
}

const channels: readonly Channel[] = ['mail', 'sms'];

/** Starts sending what waits, and what will be queued. @throws OperatorError when SMTP_CA cannot be read. */
export function createMessaging(tools: MessagingTools): Messaging {
  const { config, outbox, clock, random, log } = tools;
  const transports = createTransports(config, clock);
  warnOfSilence(transports, log);
  const seal = createMessageSeal(tools.key, random);
  const budget = new SmsBudget({ outbox, clock, log, perDay: config.SMS_PER_DAY });
  const writer = createMessageWriter(tools.texts, config.TIME_ZONE);
  const delivery = { ...tools, transports, seal, budget, writer, maxTries: config.OUTBOX_TRIES };
  const workers = new Map(
    channels
      .filter((channel) => transports[channel] !== undefined)
      .map((channel) => {
        const deliver = (entry: Parameters<typeof deliverEntry>[0]) => deliverEntry(entry, delivery);
        const pollMilliseconds = config.OUTBOX_POLL_SECONDS * 1000;
        return [channel, new OutboxWorker({ channel, outbox, deliver, clock, log, pollMilliseconds })];
      }),
  );
  for (const worker of workers.values()) worker.start();
  const messages = createMessages({
    ...{ outbox, seal, clock, random },
    baseUrl: config.BASE_URL,
    channels: new Set(workers.keys()),
    callingCodes: config.SMS_COUNTRIES,
    wake: (channel) => workers.get(channel)?.wake(),
  });
  const stop = async (): Promise<void> => {
    await Promise.all([...workers.values()].map((worker) => worker.stop()));
  };
  return { messages, budget, stop };
}

function warnOfSilence(transports: Transports, log: Logger): void {
  if (transports.mail === undefined)
    log.warn('no mail server (SMTP_URL): people without a password are sent to their school');
  if (transports.sms === undefined) log.warn('no SMS gateway (SMS_URL): no code can be sent by SMS');
}
