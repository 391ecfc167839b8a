import { GatewayError } from './errors.js';
import { OperatorError } from './operator-error.js';

/** What the operator reads on standard error: known errors say what to do, others show where they came from. */
export function sentenceOf(error: unknown): string {
  if (error instanceof GatewayError) return gatewaySentence(error);
  if (error instanceof OperatorError) return error.message;
  if (error instanceof Error && 'code' in error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function gatewaySentence({ detail, entry, cause }: GatewayError): string {
  const sentence = detail ?? entry.support;
  const more = cause instanceof Error && !sentence.includes(cause.message) ? ` (${cause.message})` : '';
  return `${sentence}${more}`;
}
