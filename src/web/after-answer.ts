import type { Response } from 'express';
import type { Logger } from '../log.js';
import type { Random } from '../random.js';
import type { InFlight } from './in-flight.js';

/**
 * Does `work` once the answer is sent, so that its time tells nothing: whether an account exists must not be measured
 * (security R01). A clean stop waits for it; a crash loses it, and the person asks again.
 */
export type AfterAnswer = (res: Response, work: () => Promise<void>) => void;

/** Waits `milliseconds`. */
export type Pause = (milliseconds: number) => Promise<void>;

/**
 * The work begins up to so many milliseconds after the answer, by chance. Begun at once it slowed the page that the answer
 * leads to: by 3 to 17 % of its time in the median, of a person who is known.
 */
const longestPause = 1000;

export function createAfterAnswer(tools: {
  inFlight: Pick<InFlight, 'begin'>;
  log: Pick<Logger, 'error'>;
  random: Random;
  pause: Pause;
}): AfterAnswer {
  return (res, work) => {
    const end = tools.inFlight.begin();
    res.once('close', () => {
      tools
        .pause((longestPause * tools.random.bytes(2).readUInt16BE()) / 0xffff)
        .then(work)
        .catch((error: unknown) => {
          const cause = error instanceof Error ? error.stack : String(error);
          tools.log.error({ id: res.locals['requestId'], cause }, 'work after an answer failed');
        })
        .finally(end);
    });
  };
}
