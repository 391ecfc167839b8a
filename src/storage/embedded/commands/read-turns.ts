import type { Document } from '../bson/codec.js';
import { asCommandError, CommandError } from '../command-error.js';
import type { Steps } from '../query/scan.js';

/** How long a read runs before others have their turn, in milliseconds. */
const turn = 5;

interface Read {
  steps: Steps<Document>;
  answer(reply: Document): void;
  /** When it must be answered, in milliseconds of `performance.now()`. */
  deadline: number;
}

/**
 * Long reads, one turn of each after the other; between two turns the event loop serves what came meanwhile, so that a scan
 * of everything delays a sign-in by one turn.
 */
export class ReadTurns {
  private readonly waiting: Read[] = [];
  private scheduled = false;

  /** Answers `outcome`, at once when it needs one turn only. `limit` is in milliseconds, 0 for none. */
  add(outcome: Document | Steps<Document>, answer: Read['answer'], limit: number): void {
    if (!isSteps(outcome)) return answer(outcome);
    this.run({ steps: outcome, answer, deadline: limit > 0 ? performance.now() + limit : Infinity });
  }

  /** Forgets what has not ended. */
  stop(): void {
    this.waiting.length = 0;
  }

  private run(read: Read): void {
    try {
      const until = performance.now() + turn;
      for (let now = 0; now < until; now = performance.now()) {
        const { done, value } = read.steps.next();
        if (done) return read.answer(value);
        if (now > read.deadline) throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
      }
    } catch (error) {
      return read.answer(asCommandError(error).toReply());
    }
    this.waiting.push(read);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const next = this.waiting.shift();
      if (next) this.run(next);
      if (this.waiting.length > 0) this.schedule();
    });
  }
}

/** What a command answers without pausing. */
export function atOnce(outcome: Document | Steps<Document>): Document {
  if (!isSteps(outcome)) return outcome;
  for (;;) {
    const { done, value } = outcome.next();
    if (done) return value;
  }
}

function isSteps(outcome: Document | Steps<Document>): outcome is Steps<Document> {
  return Symbol.iterator in outcome;
}
