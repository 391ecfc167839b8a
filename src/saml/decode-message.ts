import { inflateRawSync } from 'node:zlib';
import { GatewayError } from '../errors.js';
import { decodeBase64 } from './decode-base64.js';
import { gateXml, maxMessageOctets } from './gate-xml.js';
import { decodeParameter, readRedirectQuery } from './read-redirect-query.js';
import type { InboundMessage } from './types.js';

/** A message out of its binding; nothing of it is verified yet. */
export interface DecodedMessage {
  /** Elements, attributes and text only (gate-xml.ts). */
  xml: string;
  relayState: string | undefined;
  /** The signature beside the message that the Redirect binding has (saml-bindings 3.4.4.1). */
  querySignature: QuerySignature | undefined;
}

export interface QuerySignature {
  /** URI of `SigAlg`. */
  algorithm: string;
  value: Buffer;
  /** What was signed: the parameters as they were sent, in the order of the norm. */
  octets: Buffer;
}

type MessageParameter = 'SAMLRequest' | 'SAMLResponse';

const deflateEncoding = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';

/** Longest form value in characters; the page refuses a body over 100 kB before. */
const maxFormValue = 100_000;

/** Portals of schools send addresses of pages here: four times the 80 octets of saml-bindings 3.4.3. */
const maxRelayState = 320;

/**
 * Takes a message out of the Redirect (saml-bindings 3.4.4.1) or POST (3.5.4) binding.
 * @throws GatewayError of transport (security 4, sections X and Q): `param_*`, `base64`, `inflate*`, `encoding`, `utf8`,
 * `doctype`, `comment_or_pi`, `relay_state`, `request_too_large`, `sig_partial`.
 */
export function decodeMessage(
  message: InboundMessage,
  parameter: MessageParameter = 'SAMLRequest',
): DecodedMessage {
  return message.binding === 'redirect'
    ? decodeRedirect(message.rawQuery, parameter)
    : decodePost(message.form, parameter);
}

function decodeRedirect(rawQuery: string, parameter: MessageParameter): DecodedMessage {
  const query = readRedirectQuery(rawQuery);
  requireOne(query.has('SAMLRequest'), query.has('SAMLResponse'));
  const encoding = query.get('SAMLEncoding');
  if (encoding !== undefined && decodeParameter(encoding) !== deflateEncoding) {
    throw new GatewayError('encoding', { detail: 'SAMLEncoding' });
  }
  const rawMessage = query.get(parameter);
  if (rawMessage === undefined || rawMessage === '') throw new GatewayError('param_missing');
  const relayState = query.get('RelayState');
  return {
    xml: gateXml(inflate(decodeBase64(decodeParameter(rawMessage)))),
    relayState: relayState === undefined ? undefined : admitRelayState(decodeParameter(relayState)),
    querySignature: readQuerySignature(query, parameter),
  };
}

function decodePost(form: Record<string, unknown>, parameter: MessageParameter): DecodedMessage {
  const texts = ['SAMLRequest', 'SAMLResponse', 'RelayState'].map((name) => readFormText(form, name));
  const [request, response, relayState] = texts;
  requireOne(request !== undefined, response !== undefined);
  const encoded = parameter === 'SAMLRequest' ? request : response;
  if (encoded === undefined || encoded === '') throw new GatewayError('param_missing');
  // RFC 2045 6.8: the encoder may break lines.
  const octets = decodeBase64(encoded.replace(/[ \t\r\n]+/g, ''));
  if (octets.length > maxMessageOctets) throw new GatewayError('request_too_large');
  return {
    xml: gateXml(octets),
    relayState: relayState === undefined ? undefined : admitRelayState(relayState),
    querySignature: undefined,
  };
}

function requireOne(hasRequest: boolean, hasResponse: boolean): void {
  if (hasRequest && hasResponse)
    throw new GatewayError('param_dup', { detail: 'SAMLRequest and SAMLResponse' });
}

function readFormText(form: Record<string, unknown>, name: string): string | undefined {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new GatewayError('param_type', { detail: name });
  if (value.length > maxFormValue) throw new GatewayError('request_too_large', { detail: name });
  return value;
}

/** @throws GatewayError `relay_state` when it is longer than we return. */
export function admitRelayState(value: string): string {
  if (Buffer.byteLength(value) > maxRelayState) throw new GatewayError('relay_state');
  return value;
}

function inflate(octets: Buffer): Buffer {
  try {
    return inflateRawSync(octets, { maxOutputLength: maxMessageOctets });
  } catch (cause) {
    const tooLong = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new GatewayError(tooLong ? 'inflate_limit' : 'inflate', { cause });
  }
}

/** The order is the norm's, whatever that of the query, and an absent RelayState is left out (saml-bindings 3.4.4.1). */
function readQuerySignature(
  query: ReadonlyMap<string, string>,
  parameter: MessageParameter,
): QuerySignature | undefined {
  const algorithm = query.get('SigAlg');
  const signature = query.get('Signature');
  if (algorithm === undefined && signature === undefined) return undefined;
  if (algorithm === undefined || signature === undefined) throw new GatewayError('sig_partial');
  const signed = [parameter, 'RelayState', 'SigAlg'].filter((name) => query.has(name));
  return {
    algorithm: decodeParameter(algorithm),
    value: readSignatureValue(decodeParameter(signature)),
    octets: Buffer.from(signed.map((name) => `${name}=${query.get(name)}`).join('&'), 'latin1'),
  };
}

function readSignatureValue(encoded: string): Buffer {
  try {
    return decodeBase64(encoded);
  } catch (cause) {
    throw new GatewayError('bad_signature', { detail: 'Signature is not base64', cause });
  }
}
