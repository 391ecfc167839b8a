import { createHmac } from 'node:crypto';
import type { Response } from 'express';
import { mayUse, releaseAttributes } from '../../federation/release.js';
import { GatewayError } from '../../errors.js';
import { AnswerableError, type AnswerTarget } from '../../saml/answerable-error.js';
import { buildErrorResponse } from '../../saml/build-error-response.js';
import { buildResponse } from '../../saml/build-response.js';
import { requireRelyingParty } from '../../saml/checks/identify-relying-party.js';
import { chooseNameId, isNameIdAskedFor } from '../../saml/name-id.js';
import type { RelyingParty } from '../../saml/ports.js';
import type { AuthnRequest, ResponseEnvelope, ResponseInput, ResponseProfile } from '../../saml/types.js';
import { authnContexts } from '../../saml/urns.js';
import type { SignedIn } from '../../web/ports.js';
import { sessionEnd } from '../../web/session-limits.js';
import type { SsoTools } from './sso-tools.js';

/** The two ends of an exchange: the Response that says who came, and the one that says no. */
export interface AnswerPages {
  /**
   * The Response is made before `take` is asked, so that what fails on the way, as a store that is away, uses no kept request up.
   * @returns false when `take` says that the request was answered meanwhile: nothing was sent.
   */
  answer(
    res: Response,
    request: AuthnRequest,
    user: SignedIn,
    take?: () => Promise<boolean>,
  ): Promise<boolean>;
  refuse(res: Response, error: AnswerableError): Promise<void>;
}

/** Answers to portals; each ends on the self-posting form (saml-bindings 3.5.4). */
export function answerPages(tools: SsoTools): AnswerPages {
  const refuse = async (res: Response, error: AnswerableError): Promise<void> => {
    const status = error.entry.saml ?? ['Responder'];
    tools.log.info(
      { id: res.locals['requestId'], code: error.code, detail: error.detail, sp: error.request.issuer },
      'refused',
    );
    tools.metrics.countSamlResponse(status[1] ?? status[0]);
    const relyingParty = await tools.serviceProviders.find(error.request.issuer);
    const signatureHash = hashFor(relyingParty?.legacySha1 === true);
    const xml = await buildErrorResponse(
      { ...envelope(error.request, tools), status },
      { ...tools, signatureHash },
    );
    send(res, error.request, xml, tools);
  };
  const answer: AnswerPages['answer'] = async (res, request, user, take = async () => true) => {
    const made = await successResponse(request, user, tools).catch((error: unknown) => {
      if (!(error instanceof GatewayError) || error.entry.saml === undefined) throw error;
      return new AnswerableError(error.code, request, error.detail);
    });
    if (!(await take())) return false;
    if (made instanceof AnswerableError) {
      await refuse(res, made);
      return true;
    }
    tools.metrics.countSamlResponse('Success');
    tools.releaseRecorder.note(user.subject.accountId, request.issuer, made.names);
    send(res, request, made.xml, tools);
    return true;
  };
  return { answer, refuse };
}

/** The Response that says yes, and the names of the attributes in it. */
async function successResponse(request: AuthnRequest, user: SignedIn, tools: SsoTools) {
  const relyingParty = await stillTrusted(request, tools);
  const record = tools.serviceProviders.record(request.issuer);
  if (record === undefined) throw new GatewayError('issuer');
  if (!mayUse(record, user.subject)) throw new GatewayError('request_denied');
  const profile = responseProfile(relyingParty);
  const authnInstant = new Date(user.authnInstant);
  const context = { baseUrl: tools.config.BASE_URL, authnInstant };
  const attributes = releaseAttributes(record, user.subject, context);
  const input: ResponseInput = {
    ...envelope(request, tools),
    audience: request.issuer,
    nameId: await nameIdFor(request, relyingParty, user, tools),
    attributes,
    authnInstant,
    sessionIndex: sessionIndexAt(request.issuer, user),
    sessionNotOnOrAfter: sessionEnd(user, { hours: tools.config.SESSION_HOURS }),
    authnContextClassRef: authnContexts.passwordProtectedTransport,
    lifetimeSeconds: tools.config.ASSERTION_SECONDS,
  };
  const xml = await buildResponse(input, profile, tools);
  return { xml, names: attributes.map(({ friendlyName, name }) => friendlyName ?? name) };
}

/** Another one at each portal, so that two of them cannot tell by it that they have the same person (saml-core 2.7.2). */
function sessionIndexAt(entityId: string, { sessionIndex }: SignedIn): string {
  return `_${createHmac('sha256', sessionIndex).update(entityId).digest('hex').slice(0, 40)}`;
}

/** The portal as it is now: it may have been switched off, or have moved, while the person typed the password. */
async function stillTrusted({ issuer, acsUrl }: AuthnRequest, tools: SsoTools): Promise<RelyingParty> {
  const relyingParty = await requireRelyingParty(issuer, tools.serviceProviders, tools.clock.now());
  if (relyingParty.acs.some(({ location }) => location === acsUrl)) return relyingParty;
  throw new GatewayError('acs_unknown', { detail: `no longer registered: ${acsUrl}` });
}

/** saml-core 3.3.4: when the request names a subject, the assertion is about that one or there is none. */
async function nameIdFor(request: AuthnRequest, relyingParty: RelyingParty, user: SignedIn, tools: SsoTools) {
  const wanted = { request, relyingParty, accountId: user.subject.accountId, ownEntityId: tools.entityId };
  const nameId = await chooseNameId(wanted, { persistent: tools.nameIds, random: tools.random });
  const asked = request.subject;
  if (asked !== undefined && !isNameIdAskedFor(asked, nameId)) throw new GatewayError('unknown_principal');
  return nameId;
}

function responseProfile(relyingParty: RelyingParty): ResponseProfile {
  const { signResponse, signAssertion, legacySha1, encryption } = relyingParty;
  if (encryption === 'unusable') throw new GatewayError('no_encryption_key');
  const profile: ResponseProfile = {
    signResponse,
    signAssertion,
    signatureHash: hashFor(legacySha1),
  };
  return encryption === 'none' ? profile : { ...profile, encryption };
}

const hashFor = (legacySha1: boolean): 'sha1' | 'sha256' => (legacySha1 ? 'sha1' : 'sha256');

function envelope(request: AnswerTarget, tools: SsoTools): ResponseEnvelope {
  const made = { issuer: tools.entityId, destination: request.acsUrl, issueInstant: tools.clock.now() };
  return request.unsolicited === true ? made : { ...made, inResponseTo: request.id };
}

function send(res: Response, request: AnswerTarget, xml: string, tools: SsoTools): void {
  const form = { acsUrl: request.acsUrl, samlResponse: Buffer.from(xml).toString('base64') };
  tools.autoPost(res, request.relayState === undefined ? form : { ...form, relayState: request.relayState });
}
