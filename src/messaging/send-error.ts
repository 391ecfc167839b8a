import type { FailureReason } from './ports.js';

/** A message was not sent, or may not have been (`timeout`). `permanent`: the same message would be refused again. */
export class SendError extends Error {
  readonly permanent: boolean;
  constructor(
    readonly reason: FailureReason,
    /** What the server said, for the operator: never the text of the message. */
    detail: string,
    options: { permanent?: boolean; cause?: unknown } = {},
  ) {
    super(detail.slice(0, 300), { cause: options.cause });
    this.name = 'SendError';
    this.permanent = options.permanent ?? false;
  }
}
