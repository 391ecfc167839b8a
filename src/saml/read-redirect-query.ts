import { GatewayError } from '../errors.js';

const samlParameters = new Set([
  'SAMLRequest',
  'SAMLResponse',
  'RelayState',
  'SigAlg',
  'Signature',
  'SAMLEncoding',
]);

/** Longest query, in characters; Node itself stops at 16 kB of headers. */
const maxQuery = 100_000;

/**
 * The SAML parameters of a query by name, each value as it was sent: the signature is over those very octets
 * (saml-bindings 3.4.4.1). Other parameters are left aside.
 * @throws GatewayError `request_too_large`, `encoding`, `param_dup`.
 */
export function readRedirectQuery(rawQuery: string): ReadonlyMap<string, string> {
  if (rawQuery.length > maxQuery) throw new GatewayError('request_too_large');
  if (/[^\x21-\x7e]|%(?![0-9a-f]{2})|%00/i.test(rawQuery)) throw new GatewayError('encoding');
  const values = new Map<string, string>();
  for (const pair of rawQuery.split('&')) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    if (samlParameters.has(name)) {
      if (values.has(name)) throw new GatewayError('param_dup', { detail: name });
      values.set(name, equals === -1 ? '' : pair.slice(equals + 1));
    } else if (name.includes('%') && samlParameters.has(decodeParameter(name))) {
      throw new GatewayError('param_dup', { detail: `${name}: an encoded name` });
    }
  }
  return values;
}

/**
 * A value out of the query, `+` being a space (URL Standard 5.1).
 * @throws GatewayError `encoding` when it is not UTF-8.
 */
export function decodeParameter(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch (cause) {
    throw new GatewayError('encoding', { cause });
  }
}
