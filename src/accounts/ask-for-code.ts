import type { Clock } from '../clock.js';
import { GatewayError } from '../errors.js';
import type { MessageLanguage, Messages } from '../messaging/ports.js';
import type { Random } from '../random.js';
import type { ActivationRecord, ActivationRepository, AskedFor, SentCode } from './activation-ports.js';
import { takeAll, type AllowanceRepository, type AllowanceTerms } from './allowance-ports.js';
import { findGuardian, type FindGuardianTools } from './find-guardian.js';
import { codesOfClient, codesOfNumber, newCode, sentCode } from './one-time-code.js';

export interface AskForCodeTools extends FindGuardianTools {
  activations: Pick<ActivationRepository, 'read' | 'change'>;
  allowances: AllowanceRepository;
  messages: Pick<Messages, 'queueSms'>;
  /** Of the SMS of the day. */
  budget: { isLeft(): Promise<boolean> };
  clock: Clock;
  random: Random;
  /** HMAC key of the codes, from SESSION_SECRET. */
  codeKey: Buffer;
}

/** Who asks, besides what was typed. */
export interface AskTerms {
  /** The client address; absent: RATE_LIMIT is off. */
  client?: string;
  language: MessageLanguage;
}

/** Times the account is written into the journey when the browser sent something else at once. */
const rounds = 10;

/**
 * Takes what one code costs, known number or not, before anything is looked up (security R01, R03).
 * @throws GatewayError `sms_budget_used`, `too_many_codes`.
 */
export async function takeCode(
  { mobile }: AskedFor,
  { client }: AskTerms,
  { allowances, budget, clock }: Pick<AskForCodeTools, 'allowances' | 'budget' | 'clock'>,
): Promise<void> {
  if (!(await budget.isLeft())) throw new GatewayError('sms_budget_used');
  const ofNumber = codesOfNumber.map((terms): [string, AllowanceTerms] => [
    `code ${mobile} ${terms.seconds}`,
    terms,
  ]);
  const ofClient: [string, AllowanceTerms][] =
    client === undefined ? [] : [[`code client ${client}`, codesOfClient]];
  if (await takeAll(allowances, [...ofClient, ...ofNumber], clock.now())) return;
  throw new GatewayError('too_many_codes');
}

/** A code for that journey, and what is kept of it. Nobody was sent it yet, so that no answer is right. */
export function drawCode(
  journey: string,
  { random, clock, codeKey }: Pick<AskForCodeTools, 'random' | 'clock' | 'codeKey'>,
): { code: string; sent: SentCode } {
  const code = newCode(random);
  return { code, sent: sentCode(code, journey, { codeKey, now: clock.now() }) };
}

/**
 * Looks up who typed that, and sends the code to the mobile that the school has on record: to no other. To be called after the
 * answer was sent (security R01): it does nothing for a number or a name that no school knows, or when a newer code was drawn.
 */
export async function sendCode(
  record: ActivationRecord & { asked: AskedFor },
  { code, sent }: { code: string; sent: SentCode },
  { language }: AskTerms,
  tools: AskForCodeTools,
): Promise<void> {
  const guardian = await findGuardian(record, tools);
  const mobile = guardian?.contact?.mobiles.find((one) => one === record.asked.mobile);
  if (guardian === undefined || mobile === undefined) return;
  if (!(await writeAccount(record.id, sent, guardian.id, tools))) return;
  await tools.messages.queueSms({
    template: 'sms-code',
    to: mobile,
    language: guardian.language ?? language,
    parameters: { code },
    expiresAt: sent.expiresAt,
  });
}

/** False: the code was replaced by another, or the journey is over. */
async function writeAccount(
  id: string,
  { mac }: SentCode,
  accountId: string,
  { activations, clock }: AskForCodeTools,
): Promise<boolean> {
  for (let round = 0; round < rounds; round += 1) {
    const seen = await activations.read(id, clock.now());
    if (seen?.code?.mac !== mac) return false;
    if (await activations.change(seen, { code: { ...seen.code, accountId } })) return true;
  }
  return false;
}
