import { GatewayError } from '../errors.js';
import { newMessageId, type Random } from '../random.js';
import type { PersistentNameIds, RelyingParty } from './ports.js';
import type { AuthnRequest, NameId } from './types.js';
import { nameIdFormats } from './urns.js';

const supported: readonly string[] = [nameIdFormats.transient, nameIdFormats.persistent];

/** Whether a portal can be given a NameID of that format; `unspecified` leaves it to us. */
export function isSupportedNameIdFormat(format: string): boolean {
  return supported.includes(format) || format === nameIdFormats.unspecified;
}

/**
 * The format of the NameID this portal will receive: the one of its NameIDPolicy; else that of the Subject it asks for; else the
 * first of its metadata that we have; else transient (saml-core 3.4.1.1). `AllowCreate` is not held against a portal: leaving it
 * out, as portals do, would otherwise keep every new person out.
 * @throws GatewayError `invalid_name_id_policy` for another format, or the SPNameQualifier of another entity.
 */
export function nameIdFormatFor(
  { nameIdPolicy: policy, subject }: Pick<AuthnRequest, 'nameIdPolicy' | 'subject'>,
  relyingParty: RelyingParty,
): string {
  if (policy?.spNameQualifier !== undefined && policy.spNameQualifier !== relyingParty.entityId) {
    throw new GatewayError('invalid_name_id_policy', { detail: `SPNameQualifier ${policy.spNameQualifier}` });
  }
  const wanted = policy?.format;
  if (wanted === undefined || wanted === nameIdFormats.unspecified) {
    const known = [subject?.format ?? '', ...relyingParty.nameIdFormats];
    return known.find((format) => supported.includes(format)) ?? nameIdFormats.transient;
  }
  if (!supported.includes(wanted)) {
    throw new GatewayError('invalid_name_id_policy', { detail: `Format ${wanted}` });
  }
  return wanted;
}

/** Whether `nameId` is the one asked for: what the request leaves out is not compared (saml-core 3.3.4). */
export function isNameIdAskedFor(asked: NameId, nameId: NameId): boolean {
  const same = (key: keyof NameId): boolean => asked[key] === undefined || asked[key] === nameId[key];
  const format = asked.format === nameIdFormats.unspecified || same('format');
  return format && same('value') && same('nameQualifier') && same('spNameQualifier');
}

/**
 * The NameID of one Response. Transient: new each time (saml-core 8.3.8). Persistent: chance kept for the account and the
 * portal, the same ever after (saml-core 8.3.7); hexadecimal, since two values may not differ by case alone (IIP-IDP21).
 * @throws GatewayError `invalid_name_id_policy`.
 */
export async function chooseNameId(
  wanted: { request?: AuthnRequest; relyingParty: RelyingParty; accountId: string; ownEntityId: string },
  tools: { persistent: PersistentNameIds; random: Random },
): Promise<NameId> {
  const { entityId } = wanted.relyingParty;
  const format = nameIdFormatFor(wanted.request ?? {}, wanted.relyingParty);
  const fresh = newMessageId(tools.random);
  if (format === nameIdFormats.transient) return { format, value: fresh };
  const value = await tools.persistent.getOrCreate(wanted.accountId, entityId, fresh.slice(1));
  return { format, value, nameQualifier: wanted.ownEntityId, spNameQualifier: entityId };
}
