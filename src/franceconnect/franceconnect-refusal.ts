import { GatewayError } from '../errors.js';

/** An exchange with FranceConnect that failed: the person reads the sentence of the code, never FranceConnect's own words. */
export class FranceConnectRefusal extends GatewayError {
  constructor(
    code: 'franceconnect_cancelled' | 'franceconnect_unavailable' | 'franceconnect_refused',
    options: { detail?: string; cause?: unknown },
    /** Closes the session that FranceConnect has opened. */
    readonly idToken?: string,
  ) {
    super(code, options);
  }
}
