import { newMessageId, type Random } from '../random.js';
import { cleanValue, element, type XmlElement } from './canonical-xml.js';
import type { Attribute, NameId, ResponseInput } from './types.js';
import { bearerMethod } from './urns.js';

/** Portals check NotBefore without any tolerance, and their clocks lag (domain 12.5). */
const backDatedSeconds = 30;

/** The unsigned Assertion of the Web Browser SSO profile (saml-core 2.3.3, saml-profiles 4.1.4.2). */
export function buildAssertion(input: ResponseInput, random: Random): XmlElement {
  const notOnOrAfter = formatInstant(input.issueInstant, input.lifetimeSeconds);
  return element(
    'saml:Assertion',
    { ID: newMessageId(random), IssueInstant: formatInstant(input.issueInstant), Version: '2.0' },
    element('saml:Issuer', {}, input.issuer),
    buildSubject(input, notOnOrAfter),
    element(
      'saml:Conditions',
      { NotBefore: formatInstant(input.issueInstant, -backDatedSeconds), NotOnOrAfter: notOnOrAfter },
      element('saml:AudienceRestriction', {}, element('saml:Audience', {}, input.audience)),
    ),
    buildAuthnStatement(input),
    buildAttributeStatement(input.attributes),
  );
}

/** xs:dateTime in UTC (saml-core 1.3.3), whole seconds, `shiftSeconds` later than `instant`. */
export function formatInstant(instant: Date, shiftSeconds = 0): string {
  return `${new Date(instant.getTime() + shiftSeconds * 1000).toISOString().slice(0, 19)}Z`;
}

function buildSubject(input: ResponseInput, notOnOrAfter: string): XmlElement {
  return element(
    'saml:Subject',
    {},
    buildNameId(input.nameId),
    element(
      'saml:SubjectConfirmation',
      { Method: bearerMethod },
      element('saml:SubjectConfirmationData', {
        InResponseTo: input.inResponseTo,
        NotOnOrAfter: notOnOrAfter,
        Recipient: input.destination,
      }),
    ),
  );
}

function buildNameId(nameId: NameId): XmlElement {
  return element(
    'saml:NameID',
    { Format: nameId.format, NameQualifier: nameId.nameQualifier, SPNameQualifier: nameId.spNameQualifier },
    nameId.value,
  );
}

function buildAuthnStatement(input: ResponseInput): XmlElement {
  return element(
    'saml:AuthnStatement',
    {
      // In milliseconds: a ForceAuthn answered within the second must still be later than the request (saml-core 3.4.1).
      AuthnInstant: input.authnInstant.toISOString(),
      SessionIndex: input.sessionIndex,
      SessionNotOnOrAfter: formatInstant(input.sessionNotOnOrAfter),
    },
    element('saml:AuthnContext', {}, element('saml:AuthnContextClassRef', {}, input.authnContextClassRef)),
  );
}

/** Nothing when no attribute has a value: the schema asks for at least one Attribute (saml-core 2.7.3). */
function buildAttributeStatement(attributes: readonly Attribute[]): XmlElement | undefined {
  const filled = attributes.filter((attribute) => attribute.values.length > 0);
  if (filled.length === 0) return undefined;
  return element('saml:AttributeStatement', {}, ...filled.map(buildAttribute));
}

function buildAttribute(attribute: Attribute): XmlElement {
  return element(
    'saml:Attribute',
    { FriendlyName: attribute.friendlyName, Name: attribute.name, NameFormat: attribute.nameFormat },
    ...attribute.values.map((value) => element('saml:AttributeValue', {}, cleanValue(value))),
  );
}
