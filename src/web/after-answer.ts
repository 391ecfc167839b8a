import type { Response } from 'express';
import type { Logger } from '../log.js';
import type { InFlight } from './in-flight.js';

/**
 * Does `work` once the answer is sent, so that its time tells nothing: whether an account exists must not be measured
 * (security R01). A clean stop waits for it; a crash loses it, and the person asks again.
 */
export type AfterAnswer = (res: Response, work: () => Promise<void>) => void;

export function createAfterAnswer(tools: {
  inFlight: Pick<InFlight, 'begin'>;
  log: Pick<Logger, 'error'>;
}): AfterAnswer {
  return (res, work) => {
    const end = tools.inFlight.begin();
    res.once('close', () => {
      work()
        .catch((error: unknown) => {
          const cause = error instanceof Error ? error.stack : String(error);
          tools.log.error({ id: res.locals['requestId'], cause }, 'work after an answer failed');
        })
        .finally(end);
    });
  };
}
