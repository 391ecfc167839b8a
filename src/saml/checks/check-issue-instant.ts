import { GatewayError } from '../../errors.js';

/** saml-core 1.3.3: UTC, written with `Z`. */
const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?Z$/;

/**
 * The instant of a request made within `skewSeconds` of now, before or after: a request passes through the browser at once
 * (IIP-G01 wants a tolerance of 3 to 5 minutes).
 * @throws GatewayError `issue_instant`.
 */
export function checkIssueInstant(written: string, now: Date, skewSeconds: number): Date {
  const instant = new Date(utc.test(written) ? written : NaN);
  const distance = Math.abs(instant.getTime() - now.getTime());
  if (!(distance <= skewSeconds * 1000))
    throw new GatewayError('issue_instant', { detail: written.slice(0, 40) });
  return instant;
}
