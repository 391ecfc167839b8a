import { systemClock } from '../src/clock.js';
import { receiveAuthnRequest } from '../src/saml/receive-authn-request.js';
import { compileSchemas } from '../src/saml/schema.js';
import type { InboundMessage } from '../src/saml/types.js';
import {
  authnRequestXml,
  makeRelyingParty,
  makeTestKey,
  postEndpoint,
  postMessage,
  redirectEndpoint,
  redirectMessage,
  signXml,
} from '../test/support/make-authn-request.js';
import type { Measure } from './response.js';

/** CPU cost of accepting one AuthnRequest in each binding, the message alone: no HTTP, no ledger, no session. */
export async function measureInbound(rounds = 2000): Promise<Measure[]> {
  const key = await makeTestKey();
  const portal = makeRelyingParty({ signingKeys: [key] });
  const tools = {
    relyingParties: { find: async () => portal },
    clock: systemClock,
    skewSeconds: 3600,
    ownEntityId: 'https://idp.example.org/idp',
  };
  compileSchemas();
  const request = (Destination: string): string =>
    authnRequestXml({
      attributes: { Destination, IssueInstant: systemClock.now().toISOString() },
      content:
        '<samlp:NameIDPolicy AllowCreate="true"/><samlp:RequestedAuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>',
    });
  const messages: Record<string, InboundMessage> = {
    'Redirect, unsigned': redirectMessage(request(redirectEndpoint)),
    'Redirect, signed': redirectMessage(request(redirectEndpoint), { key: key.privateKey, relayState: 'x' }),
    'POST, unsigned': postMessage(request(postEndpoint)),
    'POST, signed': postMessage(signXml(request(postEndpoint), key, { keyInfo: key.pem })),
  };
  const measures: Measure[] = [];
  for (const [name, message] of Object.entries(messages)) {
    const accept = (): Promise<unknown> => receiveAuthnRequest(message, tools);
    measures.push(await measure(name, accept, rounds));
  }
  return measures;
}

/** The best of five series: other work on the machine only adds. */
async function measure(name: string, work: () => Promise<unknown>, rounds: number): Promise<Measure> {
  const series: Measure[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const start = performance.now();
    const before = process.cpuUsage();
    for (let round = 0; round < rounds / 5; round += 1) await work();
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1000 / (rounds / 5);
    series.push({ name, cpuMs, perSecond: ((rounds / 5) * 1000) / (performance.now() - start) });
  }
  return series.reduce((best, one) => (one.cpuMs < best.cpuMs ? one : best));
}
