import { childElements, onlyChild, parseXml } from './parse-xml.js';
import { ns } from '../saml/urns.js';

/** One attribute as it came. */
export interface ReceivedAttribute {
  name: string;
  /** FriendlyName, for people only: two attributes may share one (saml-core 2.7.3.1). */
  friendlyName?: string;
  values: readonly string[];
}

/** What an assertion states, as a portal keeps it in its session. */
export interface ReceivedAssertion {
  issuer: string;
  nameId: { value: string; format: string };
  sessionIndex?: string;
  /** When the person proved who they are, as written. */
  authnInstant: string;
  authnContext: string;
  /** Bounds of Conditions, as written. */
  notBefore?: string;
  notOnOrAfter?: string;
  audiences: readonly string[];
  /** SubjectConfirmationData (saml-profiles 4.1.4.2). */
  recipient?: string;
  inResponseTo?: string;
  confirmedUntil?: string;
  attributes: readonly ReceivedAttribute[];
}

/**
 * Reads an assertion (saml-core 2.3.3). It checks nothing: give it the XML that a verified signature covers, never
 * the document as it came.
 * @throws Error when an element that every sign-in has is missing or comes twice.
 */
export function readAssertion(verifiedXml: string): ReceivedAssertion {
  const assertion = parseXml(verifiedXml).documentElement;
  const child = (parent: Element, name: string): Element => onlyChild(parent, ns.assertion, name);
  const subject = child(assertion, 'Subject');
  const nameId = child(subject, 'NameID');
  const confirmation = child(child(subject, 'SubjectConfirmation'), 'SubjectConfirmationData');
  const conditions = child(assertion, 'Conditions');
  const statement = child(assertion, 'AuthnStatement');
  return {
    issuer: text(child(assertion, 'Issuer')),
    nameId: { value: text(nameId), format: nameId.getAttribute('Format') ?? '' },
    authnInstant: statement.getAttribute('AuthnInstant') ?? '',
    authnContext: text(child(child(statement, 'AuthnContext'), 'AuthnContextClassRef')),
    audiences: childElements(conditions, ns.assertion, 'AudienceRestriction')
      .flatMap((restriction) => childElements(restriction, ns.assertion, 'Audience'))
      .map(text),
    attributes: readAttributes(assertion),
    ...optional('sessionIndex', statement.getAttribute('SessionIndex')),
    ...optional('notBefore', conditions.getAttribute('NotBefore')),
    ...optional('notOnOrAfter', conditions.getAttribute('NotOnOrAfter')),
    ...optional('recipient', confirmation.getAttribute('Recipient')),
    ...optional('inResponseTo', confirmation.getAttribute('InResponseTo')),
    ...optional('confirmedUntil', confirmation.getAttribute('NotOnOrAfter')),
  };
}

function readAttributes(assertion: Element): ReceivedAttribute[] {
  return childElements(assertion, ns.assertion, 'AttributeStatement')
    .flatMap((statement) => childElements(statement, ns.assertion, 'Attribute'))
    .map((attribute) => ({
      name: attribute.getAttribute('Name') ?? '',
      ...optional('friendlyName', attribute.getAttribute('FriendlyName')),
      values: childElements(attribute, ns.assertion, 'AttributeValue').map(text),
    }));
}

function text(element: Element): string {
  return element.textContent ?? '';
}

function optional<Name extends string>(name: Name, value: string | null): Partial<Record<Name, string>> {
  return value ? ({ [name]: value } as Partial<Record<Name, string>>) : {};
}
