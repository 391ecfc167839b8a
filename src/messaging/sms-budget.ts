import type { Clock } from '../clock.js';
import type { Logger } from '../log.js';
import type { OutboxRepository, OutgoingSms, Transport } from './ports.js';
import { SendError } from './send-error.js';
import { countSmsParts } from './sms-text.js';

interface BudgetTools {
  outbox: Pick<OutboxRepository, 'spend' | 'spent'>;
  clock: Clock;
  log: Logger;
  /** SMS of a day (UTC), for all processes together (SMS_PER_DAY). */
  perDay: number;
}

/** Holds the SMS of a day within a number: whoever finds a way to make us send pays no bill of ours (security R03). */
export class SmsBudget {
  private alarmed = '';
  constructor(private readonly tools: BudgetTools) {}

  /**
   * Sends within the budget. What surely was not sent is given back; after a timeout nobody knows.
   * @throws SendError of the transport, or `budget` when fewer SMS are left than the text takes.
   */
  async send(transport: Transport<OutgoingSms>, sms: OutgoingSms): Promise<void> {
    const { outbox, clock, perDay } = this.tools;
    const day = clock.now().toISOString().slice(0, 10);
    const parts = countSmsParts(sms.text);
    if (!(await outbox.spend(day, parts, perDay))) {
      this.alarm(day);
      throw new SendError('budget', `the ${perDay} SMS of ${day} are used up`);
    }
    try {
      await transport.send(sms);
    } catch (error) {
      if (!(error instanceof SendError && error.reason === 'timeout'))
        await outbox.spend(day, -parts, perDay);
      throw error;
    }
  }

  /** False: nothing is sent any more today, and pages say so to everybody alike. */
  async isLeft(): Promise<boolean> {
    const { outbox, clock, perDay } = this.tools;
    return (await outbox.spent(clock.now().toISOString().slice(0, 10))) < perDay;
  }

  /** One line a day and process; the measure of failures counts each message. */
  private alarm(day: string): void {
    if (this.alarmed === day) return;
    this.alarmed = day;
    this.tools.log.error({ day, perDay: this.tools.perDay }, 'SMS budget used up: see SMS_PER_DAY');
  }
}
