import type { Request } from 'express';
import { day, hour, takeAll, type AllowanceRepository } from '../../accounts/allowance-ports.js';
import type { Clock } from '../../clock.js';
import type { Config } from '../../config.js';
import { GatewayError } from '../../errors.js';
import type { Messages } from '../../messaging/ports.js';
import type { AfterAnswer } from '../../web/after-answer.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import { clientKey } from '../../web/rate-limit.js';
import type { Render } from '../../web/render.js';

export interface RecoveryTools {
  config: Pick<Config, 'RATE_LIMIT' | 'RECOVERY_PER_HOUR' | 'SMS_COUNTRIES'>;
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  afterAnswer: AfterAnswer;
  allowances: AllowanceRepository;
  messages: Pick<Messages, 'canSend'>;
  clock: Clock;
}

/** SMS that one client address may have sent in 24 h (domain 8.3): each costs money. */
const smsPerDay = 20;

/**
 * Counts a request of the client address, before anything is known of whom it is about.
 * @throws GatewayError `too_many_recoveries`.
 */
export async function countRecovery(tools: RecoveryTools, req: Request, by: 'mail' | 'sms'): Promise<void> {
  const { config, allowances, clock } = tools;
  if (!config.RATE_LIMIT) return;
  const client = clientKey(req.ip);
  const all = [`recovery ${client}`, { most: config.RECOVERY_PER_HOUR, seconds: hour }] as const;
  const sms = [`recovery sms ${client}`, { most: smsPerDay, seconds: day }] as const;
  if (await takeAll(allowances, by === 'sms' ? [all, sms] : [all], clock.now())) return;
  throw new GatewayError('too_many_recoveries');
}
