import type { Config } from '../config.js';
import { createMessageSeal } from '../messaging/create-message-seal.js';
import { systemRandom } from '../random.js';
import { deriveKey, loadSecrets } from '../storage/secrets.js';
import { CliError } from './context.js';

/** The hash by which the outbox knows an address or a number. @throws CliError when it is neither. */
export async function hashRecipient(config: Config, text: string): Promise<string> {
  const { readMailAddress } = await import('../mail-address.js');
  const { readPhoneNumber } = await import('../phone-number.js');
  const recipient = readMailAddress(text) ?? readPhoneNumber(text)?.number;
  if (recipient === undefined) throw new CliError('--to: an e-mail address or a telephone number');
  const { sessionSecret } = await loadSecrets(config);
  return createMessageSeal((use) => deriveKey(sessionSecret, use), systemRandom).hash(recipient);
}
