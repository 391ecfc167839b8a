import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '../clock.js';
import type { Backlog, Channel, MessageMeter, OutboxRepository } from '../messaging/ports.js';

const channels: readonly Channel[] = ['mail', 'sms'];

/**
 * Measures of messages. The outbox is one for all processes: its two gauges are the same in each. While the store does not
 * answer they are absent, and the other measures stay.
 */
export function meterMessages(
  register: Registry,
  outbox: Pick<OutboxRepository, 'backlog'>,
  clock: Clock,
): MessageMeter {
  const registers = [register];
  const gauge = (name: string, help: string, valueOf: (backlog: Backlog) => number): void => {
    const collect = async function (this: Gauge<'channel'>): Promise<void> {
      for (const channel of channels) {
        const backlog = await outbox.backlog(channel).catch(() => undefined);
        if (backlog === undefined) this.remove(channel);
        else this.labels(channel).set(valueOf(backlog));
      }
    };
    new Gauge({ name, help, labelNames: ['channel'] as const, registers, collect });
  };
  gauge('gateway_outbox_waiting', 'Messages that wait to be sent.', ({ waiting }) => waiting);
  gauge('gateway_outbox_oldest_seconds', 'Age of the oldest message that waits; 0: none.', ({ oldest }) =>
    oldest === undefined ? 0 : (clock.now().getTime() - oldest.getTime()) / 1000,
  );
  const counter = <const L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
  ): Counter<L> => new Counter({ name, help, labelNames: [...labelNames], registers });
  const sent = counter('gateway_messages_sent_total', 'Messages sent.', ['channel']);
  const failed = counter('gateway_message_failures_total', 'Tries to send a message that failed.', [
    'channel',
    'reason',
  ]);
  const dead = counter('gateway_messages_dead_total', 'Messages given up.', ['channel', 'reason']);
  return {
    countSent: (channel) => sent.labels(channel).inc(),
    countFailure: (channel, reason) => failed.labels(channel, reason).inc(),
    countDead: (channel, reason) => dead.labels(channel, reason).inc(),
  };
}
