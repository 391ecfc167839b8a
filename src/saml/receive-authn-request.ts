import type { Clock } from '../clock.js';
import { GatewayError, isGatewayError } from '../errors.js';
import { AnswerableError, type AnswerTarget } from './answerable-error.js';
import { checkAuthnContext } from './checks/check-authn-context.js';
import { checkDestination } from './checks/check-destination.js';
import { checkIssueInstant } from './checks/check-issue-instant.js';
import { checkMessageType } from './checks/check-message-type.js';
import { checkProtocolBinding } from './checks/check-protocol-binding.js';
import { checkScoping } from './checks/check-scoping.js';
import { checkSubject } from './checks/check-subject.js';
import { checkVersion } from './checks/check-version.js';
import { identifyRelyingParty, readIssuer } from './checks/identify-relying-party.js';
import { resolveAcs } from './checks/resolve-acs.js';
import { decodeMessage } from './decode-message.js';
import { nameIdFormatFor } from './name-id.js';
import { omitUndefined } from './omit-undefined.js';
import { parseMessage } from './parse-message.js';
import type { RelyingParties, RelyingParty } from './ports.js';
import { readAuthnRequest, type AuthnRequestContent } from './read-authn-request.js';
import type { AuthnRequest, InboundMessage } from './types.js';
import { verifyMessage } from './verify-message.js';

export interface ReceivedRequest {
  request: AuthnRequest;
  relyingParty: RelyingParty;
}

export interface ReceiveTools {
  relyingParties: RelyingParties;
  clock: Clock;
  /** How far the portal's clock may be from ours, either way. */
  skewSeconds: number;
  ownEntityId: string;
}

/**
 * Accepts or refuses an AuthnRequest (saml-profiles 4.1.4.1): the whole list, from top to bottom. Only whether the request
 * came before is left to the caller, who writes the ledger.
 * @throws GatewayError for a page of ours, as long as the portal or its address is not trusted, or where the catalogue has no
 * SAML status (`issue_instant`).
 * @throws AnswerableError for a Response to the portal that says no.
 */
export async function receiveAuthnRequest(
  message: InboundMessage,
  tools: ReceiveTools,
): Promise<ReceivedRequest> {
  const now = tools.clock.now();
  const decoded = decodeMessage(message);
  const unverified = parseMessage(decoded.xml);
  checkMessageType(unverified, 'AuthnRequest');
  const relyingParty = await identifyRelyingParty(unverified, tools.relyingParties, now);

  const { root, signed } = verifyMessage(message.binding, decoded, unverified, relyingParty);
  checkMessageType(root, 'AuthnRequest');
  if (readIssuer(root) !== relyingParty.entityId) throw new GatewayError('issuer');
  const content = readAuthnRequest(root);
  const acsUrl = resolveAcs(content, relyingParty);

  const { relayState } = decoded;
  const trusted = { id: content.id, issuer: relyingParty.entityId, acsUrl, ...omitUndefined({ relayState }) };
  const checked = answerable(trusted, () => {
    checkVersion(content.version);
    checkDestination(content.destination, { endpoint: message.endpoint, signed });
    const issueInstant = checkIssueInstant(content.issueInstant, now, tools.skewSeconds);
    checkProtocolBinding(content.protocolBinding);
    checkScoping(content.idpList, tools.ownEntityId);
    const wished = wishes(content, relyingParty);
    nameIdFormatFor(wished, relyingParty);
    return { issueInstant, ...wished };
  });
  return { request: { ...trusted, ...checked, binding: message.binding, signed }, relyingParty };
}

/** What the portal wants of the sign-in and of the answer. */
function wishes(content: AuthnRequestContent, relyingParty: RelyingParty) {
  const { forceAuthn, isPassive, nameIdPolicy, attributeConsumingServiceIndex } = content;
  const requestedAuthnContext = checkAuthnContext(content.requestedAuthnContext, relyingParty);
  const subject = checkSubject(content.subject);
  const optional = { nameIdPolicy, requestedAuthnContext, subject, attributeConsumingServiceIndex };
  return { forceAuthn, isPassive, ...omitUndefined(optional) };
}

/** From here on a refusal goes to the portal, if the catalogue has a SAML status for it (IIP-IDP05). */
function answerable<T>(target: AnswerTarget, checks: () => T): T {
  try {
    return checks();
  } catch (error) {
    if (!isGatewayError(error) || error.entry.saml === undefined) throw error;
    throw new AnswerableError(error.code, target, error.detail);
  }
}
