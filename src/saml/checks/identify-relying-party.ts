import { GatewayError } from '../../errors.js';
import { attributeOf, childOf, textOf, type MessageElement } from '../message-element.js';
import type { RelyingParties, RelyingParty } from '../ports.js';
import { nameIdFormats, ns } from '../urns.js';

/** saml-core 8.3.6, in characters. */
const maxEntityId = 1024;

/**
 * The entityID in the Issuer, which an AuthnRequest must have (saml-profiles 4.1.4.1) and which must be an entity's name.
 * @throws GatewayError `issuer`.
 */
export function readIssuer(root: MessageElement): string {
  const issuer = childOf(root, ns.assertion, 'Issuer');
  if (issuer === undefined) throw new GatewayError('issuer', { detail: 'no Issuer' });
  const format = attributeOf(issuer, 'Format');
  if (format !== undefined && format !== nameIdFormats.entity) {
    throw new GatewayError('issuer', { detail: `Format ${format.slice(0, 100)}` });
  }
  const entityId = textOf(issuer);
  if (entityId === '' || entityId.length > maxEntityId)
    throw new GatewayError('issuer', { detail: 'length' });
  return entityId;
}

/**
 * The portal that the Issuer names, if it may ask at all. Nothing proves yet that the message comes from it.
 * @throws GatewayError `issuer`.
 */
export function identifyRelyingParty(
  root: MessageElement,
  known: RelyingParties,
  now: Date,
): Promise<RelyingParty> {
  return requireRelyingParty(readIssuer(root), known, now);
}

/**
 * The portal of that entityID, as long as it may ask and be answered.
 * @throws GatewayError `issuer`: unknown, switched off, or its metadata past validUntil (saml-metadata 2.3.2).
 */
export async function requireRelyingParty(
  entityId: string,
  known: RelyingParties,
  now: Date,
): Promise<RelyingParty> {
  const relyingParty = await known.find(entityId);
  if (relyingParty === undefined) throw new GatewayError('issuer', { detail: `unknown: ${entityId}` });
  if (!relyingParty.enabled) throw new GatewayError('issuer', { detail: `switched off: ${entityId}` });
  if (relyingParty.validUntil !== undefined && relyingParty.validUntil <= now) {
    throw new GatewayError('issuer', { detail: `metadata expired: ${entityId}` });
  }
  return relyingParty;
}
