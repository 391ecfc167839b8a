import type { Clock } from '../../clock.js';
import type { UploadProgress, UploadRepository } from './upload.js';

/** Milliseconds for which a work is believed to live after it was last said so, and between two times that it is said. */
const life = 15_000;
const every = 2_000;

export interface HeartbeatTools {
  uploads: Pick<UploadRepository, 'beat'>;
  clock: Clock;
}

/** Until when a work that begins now is believed to live. */
export function firstLife({ clock }: Pick<HeartbeatTools, 'clock'>): Date {
  return new Date(clock.now().getTime() + life);
}

/** Says every two seconds that the work on an upload lives and how far it is, so that any process can tell that it died. */
export class Heartbeat {
  progress: UploadProgress = { phase: 'reading', done: 0, total: 0 };
  private readonly timer: NodeJS.Timeout;

  constructor({ uploads, clock }: HeartbeatTools, id: string) {
    this.timer = setInterval(() => {
      // A store that does not answer for a moment is no end of the work.
      uploads.beat(id, firstLife({ clock }), this.progress).catch(() => undefined);
    }, every);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
