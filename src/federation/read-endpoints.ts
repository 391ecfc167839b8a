import type { XmlElement } from 'libxml2-wasm';
import type { AssertionConsumerService } from '../saml/ports.js';
import { endpointFault } from './endpoint-url.js';
import { quote, type Findings } from './metadata-error.js';
import { attribute, booleanAttribute, elements } from './metadata-xml.js';
import type { SpMetadata } from './service-provider.js';

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const MAX_INDEX = 65535;

/**
 * The AssertionConsumerServices of HTTP-POST, exactly one of them the default: the first marked so, else the first not
 * marked otherwise, else the first (saml-metadata 2.2.3, 2.4.4). Other bindings carry no response of ours.
 */
export function readAcs(
  role: XmlElement,
  ownEntityId: string,
  findings: Findings,
): AssertionConsumerService[] {
  const declared = elements(role, 'md:AssertionConsumerService');
  const posts = declared.filter((element) => attribute(element, 'Binding') === POST);
  if (posts.length === 0) {
    findings.fault(`no AssertionConsumerService with Binding="${POST}": add one, responses are sent by POST`);
    return [];
  }
  const marks = posts.map((element) => booleanAttribute(element, 'isDefault'));
  const fallback = Math.max(marks.indexOf(undefined), 0);
  const chosen = marks.includes(true) ? marks.indexOf(true) : fallback;
  const taken = new Set<number>();
  return posts.map((element, position) => {
    const location = attribute(element, 'Location') ?? '';
    const fault = endpointFault(location, ownEntityId);
    if (fault !== undefined) findings.fault(`AssertionConsumerService ${quote(location)} ${fault}`);
    return { location, index: readIndex(element, taken, findings), isDefault: position === chosen };
  });
}

/** The SingleLogoutService endpoints, ResponseLocation included (IIP-IDP20). */
export function readSingleLogout(
  role: XmlElement,
  ownEntityId: string,
  findings: Findings,
): SpMetadata['singleLogout'] {
  return elements(role, 'md:SingleLogoutService').map((element) => {
    const location = attribute(element, 'Location') ?? '';
    const responseLocation = attribute(element, 'ResponseLocation');
    for (const address of [location, ...(responseLocation === undefined ? [] : [responseLocation])]) {
      const fault = endpointFault(address, ownEntityId);
      if (fault !== undefined) findings.fault(`SingleLogoutService ${quote(address)} ${fault}`);
    }
    const endpoint = { binding: attribute(element, 'Binding') ?? '', location };
    return responseLocation === undefined ? endpoint : { ...endpoint, responseLocation };
  });
}

function readIndex(element: XmlElement, taken: Set<number>, findings: Findings): number {
  const text = attribute(element, 'index')?.trim() ?? '';
  const index = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(index <= MAX_INDEX)) {
    findings.fault(
      `AssertionConsumerService index ${quote(text)}: give each one a number from 0 to ${MAX_INDEX}`,
    );
    return 0;
  }
  if (taken.has(index))
    findings.fault(`AssertionConsumerService index ${index} stands twice: give each its own`);
  taken.add(index);
  return index;
}
