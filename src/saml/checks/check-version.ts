import { GatewayError } from '../../errors.js';

/**
 * SAML 2.0 and no other (saml-core 4.1.3.1).
 * @throws GatewayError `version`.
 */
export function checkVersion(version: string): void {
  if (version !== '2.0') throw new GatewayError('version', { detail: version.slice(0, 20) });
}
