import type { ErrorCode } from '../errors.js';
import { GatewayError } from '../errors.js';
import type { AuthnRequest } from './types.js';

/** What is needed to answer a portal whose AssertionConsumerService is trusted. */
export type AnswerTarget = Pick<AuthnRequest, 'id' | 'issuer' | 'acsUrl' | 'relayState' | 'unsolicited'>;

/** A refusal that the portal may be told: it was identified and its address is one of its metadata (IIP-IDP05). */
export class AnswerableError extends GatewayError {
  constructor(
    code: ErrorCode,
    readonly request: AnswerTarget,
    detail?: string,
  ) {
    super(code, detail === undefined ? {} : { detail });
    this.name = 'AnswerableError';
  }
}
