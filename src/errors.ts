import { catalogue, type ErrorCode, type ErrorEntry } from './error-catalogue.js';

export type { ErrorCode };

/** Longest detail in characters: it may quote a message of 64 kB, and a log line must not grow with it (security A09). */
const longestDetail = 500;

/**
 * What the gateway throws when it refuses: a code of the catalogue, and for the operator's log alone a detail and a cause.
 * The person sees the catalogue's sentence, never the detail.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  constructor(code: ErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    const detail = options.detail?.slice(0, longestDetail);
    super(detail === undefined ? code : `${code}: ${detail}`, { cause: options.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.detail = detail;
  }
  /** The catalogue's line for this code. */
  get entry(): ErrorEntry {
    return catalogue[this.code];
  }
}

/** True for a GatewayError, of `code` when one is given. */
export function isGatewayError(error: unknown, code?: ErrorCode): error is GatewayError {
  return error instanceof GatewayError && (code === undefined || error.code === code);
}
