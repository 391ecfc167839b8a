import { findSignature } from '../../../../src/saml/checks/find-signature.js';
import { childOf, everyElement, type MessageElement } from '../../../../src/saml/message-element.js';
import { parseMessage } from '../../../../src/saml/parse-message.js';
import { verifySignature } from '../../../../src/saml/verify-signature.js';
import {
  authnRequestXml,
  makeRelyingParty,
  makeTestKey,
  signXml,
} from '../../../support/make-authn-request.js';

const key = await makeTestKey();
const relyingParty = makeRelyingParty({ signingKeys: [key] });
const dsig = 'http://www.w3.org/2000/09/xmldsig#';

/** What a verified message is read from. */
function verified(xml: string): MessageElement {
  const root = parseMessage(xml);
  const signature = findSignature(root);
  if (signature === undefined) throw new Error('no Signature');
  return verifySignature(xml, { root, signature }, relyingParty);
}

test('the message given back is the digested octets read anew: all that was signed, and no Signature', () => {
  const xml = authnRequestXml({ content: '<samlp:NameIDPolicy AllowCreate="true"/>' });
  const root = verified(signXml(xml, key, { keyInfo: key.pem }));
  expect(root).toEqual(parseMessage(xml));
  expect([...everyElement(root)].some((element) => element.namespace === dsig)).toBe(false);
  expect(childOf(root, 'urn:oasis:names:tc:SAML:2.0:protocol', 'NameIDPolicy')).toBeDefined();
});

test('namespaces that only Extensions use survive', () => {
  const content =
    '<samlp:Extensions xmlns:e="urn:e"><e:a xmlns:f="urn:f" f:b="é &amp; &lt; &#13;"/></samlp:Extensions>';
  const xml = authnRequestXml({ content });
  expect(verified(signXml(xml, key))).toEqual(parseMessage(xml));
});
