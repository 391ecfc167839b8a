import { GatewayError } from '../errors.js';
import { attributeOf, childOf, childrenOf, textOf, type MessageElement } from './message-element.js';
import { omitUndefined } from './omit-undefined.js';
import type { NameId, NameIdPolicy, RequestedAuthnContext } from './types.js';
import { nameIdFormats, ns } from './urns.js';

/** What an AuthnRequest says (saml-core 3.4.1), judged by nobody yet. Conditions and Extensions are not read (IIP-SSO07, IIP-EXT01). */
export interface AuthnRequestContent {
  id: string;
  version: string;
  issueInstant: string;
  destination: string | undefined;
  acsUrl: string | undefined;
  acsIndex: number | undefined;
  protocolBinding: string | undefined;
  forceAuthn: boolean;
  isPassive: boolean;
  attributeConsumingServiceIndex: number | undefined;
  nameIdPolicy: NameIdPolicy | undefined;
  requestedAuthnContext: RequestedAuthnContext | undefined;
  /** Without `nameId`: a BaseID, an EncryptedID or nothing. */
  subject: { nameId: NameId | undefined; hasConfirmation: boolean } | undefined;
  /** `complete` is false when the list says where the rest of it is. */
  idpList: { providers: readonly string[]; complete: boolean } | undefined;
}

/** The ID is kept and sent back: IIP-G02 asks 256 characters. */
const maxId = 256;

/**
 * Reads a schema-valid `samlp:AuthnRequest`.
 * @throws GatewayError `schema` when its ID is over 256 characters.
 */
export function readAuthnRequest(root: MessageElement): AuthnRequestContent {
  const id = attributeOf(root, 'ID') ?? '';
  if (id === '' || id.length > maxId) throw new GatewayError('schema', { detail: 'length of the ID' });
  return {
    id,
    version: attributeOf(root, 'Version') ?? '',
    issueInstant: attributeOf(root, 'IssueInstant') ?? '',
    destination: attributeOf(root, 'Destination'),
    acsUrl: attributeOf(root, 'AssertionConsumerServiceURL'),
    acsIndex: numberOf(root, 'AssertionConsumerServiceIndex'),
    protocolBinding: attributeOf(root, 'ProtocolBinding'),
    forceAuthn: isTrue(root, 'ForceAuthn'),
    isPassive: isTrue(root, 'IsPassive'),
    attributeConsumingServiceIndex: numberOf(root, 'AttributeConsumingServiceIndex'),
    nameIdPolicy: readNameIdPolicy(childOf(root, ns.protocol, 'NameIDPolicy')),
    requestedAuthnContext: readRequestedContext(childOf(root, ns.protocol, 'RequestedAuthnContext')),
    subject: readSubject(childOf(root, ns.assertion, 'Subject')),
    idpList: readIdpList(childOf(root, ns.protocol, 'Scoping')),
  };
}

/** xmlschema-2 3.2.2. */
function isTrue(element: MessageElement, name: string): boolean {
  const value = attributeOf(element, name);
  return value === 'true' || value === '1';
}

function numberOf(element: MessageElement, name: string): number | undefined {
  const value = attributeOf(element, name);
  return value === undefined ? undefined : Number(value);
}

function readNameIdPolicy(policy: MessageElement | undefined): NameIdPolicy | undefined {
  if (policy === undefined) return undefined;
  return omitUndefined({
    format: attributeOf(policy, 'Format'),
    spNameQualifier: attributeOf(policy, 'SPNameQualifier'),
    allowCreate: isTrue(policy, 'AllowCreate'),
  });
}

/** Declarations (AuthnContextDeclRef) leave the list of classes empty, which nothing can meet. */
function readRequestedContext(context: MessageElement | undefined): RequestedAuthnContext | undefined {
  if (context === undefined) return undefined;
  return {
    comparison: (attributeOf(context, 'Comparison') ?? 'exact') as RequestedAuthnContext['comparison'],
    classRefs: childrenOf(context, ns.assertion, 'AuthnContextClassRef').map(textOf),
  };
}

function readSubject(subject: MessageElement | undefined): AuthnRequestContent['subject'] {
  if (subject === undefined) return undefined;
  const element = childOf(subject, ns.assertion, 'NameID');
  return {
    nameId: element === undefined ? undefined : readNameId(element),
    hasConfirmation: childOf(subject, ns.assertion, 'SubjectConfirmation') !== undefined,
  };
}

function readNameId(element: MessageElement): NameId {
  return omitUndefined({
    format: attributeOf(element, 'Format') ?? nameIdFormats.unspecified,
    value: textOf(element),
    nameQualifier: attributeOf(element, 'NameQualifier'),
    spNameQualifier: attributeOf(element, 'SPNameQualifier'),
  });
}

function readIdpList(scoping: MessageElement | undefined): AuthnRequestContent['idpList'] {
  const list = scoping === undefined ? undefined : childOf(scoping, ns.protocol, 'IDPList');
  if (list === undefined) return undefined;
  return {
    providers: childrenOf(list, ns.protocol, 'IDPEntry').map(
      (entry) => attributeOf(entry, 'ProviderID') ?? '',
    ),
    complete: childOf(list, ns.protocol, 'GetComplete') === undefined,
  };
}
