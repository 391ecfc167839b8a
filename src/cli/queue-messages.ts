import { systemClock } from '../clock.js';
import type { Channel, Messages } from '../messaging/ports.js';
import { systemRandom } from '../random.js';
import { deriveKey, loadSecrets } from '../storage/secrets.js';
import type { CliContext, Storage } from './context.js';

/** Messages of a command: they wait in the store for a server, which looks every OUTBOX_POLL_SECONDS. */
export async function queueMessages({ config }: CliContext, { outbox }: Storage): Promise<Messages> {
  const { createMessages } = await import('../messaging/create-messages.js');
  const { createMessageSeal } = await import('../messaging/create-message-seal.js');
  const { createTransports } = await import('../messaging/create-transports.js');
  const { sessionSecret } = await loadSecrets(config);
  return createMessages({
    ...{ outbox, clock: systemClock, random: systemRandom },
    seal: createMessageSeal((use) => deriveKey(sessionSecret, use), systemRandom),
    baseUrl: config.BASE_URL,
    channels: new Set(Object.keys(createTransports(config, systemClock)) as Channel[]),
    callingCodes: config.SMS_COUNTRIES,
    wake: () => {},
  });
}
