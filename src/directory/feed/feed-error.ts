import { OperatorError } from '../../operator-error.js';
import { refusalSentence, type Refusal } from './refusals.js';

/** Why a feed cannot be imported at all: nothing of it was applied. The message is in English, a line for each refusal. */
export class FeedError extends OperatorError {
  readonly refusals: readonly Refusal[];

  constructor(refusals: Refusal | readonly Refusal[], options?: ErrorOptions) {
    const all = [refusals].flat();
    super(all.map(refusalSentence).join('\n'), options);
    this.refusals = all;
  }
}
