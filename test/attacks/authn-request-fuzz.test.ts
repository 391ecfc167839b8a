import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { decodeMessage } from '../../src/saml/decode-message.js';
import { gateXml } from '../../src/saml/gate-xml.js';
import { parseMessage } from '../../src/saml/parse-message.js';
import { compileSchemas } from '../../src/saml/schema.js';
import type { InboundMessage } from '../../src/saml/types.js';
import {
  authnRequestXml,
  makeRelyingParty,
  makeTestKey,
  portalAcs,
  postEndpoint,
  postMessage,
  rawRedirect,
  redirectMessage,
  redirectQuery,
  signXml,
} from '../support/make-authn-request.js';
import { outcomeOf, receiveFrom } from '../support/receive-for-test.js';

/**
 * Whatever comes, the answer is a request or a GatewayError: `outcomeOf` throws anything else on. And whatever is done to a
 * signed request, what is accepted is what was signed.
 */
const key = await makeTestKey();
const portal = makeRelyingParty({ signingKeys: [key], requireSignedRequests: true });
const lenient = makeRelyingParty({ signingKeys: [key] });
compileSchemas();

const seeded = { seed: 20260302, numRuns: 400 };
const outcome = (message: InboundMessage, by = lenient): Promise<string> =>
  outcomeOf(receiveFrom([by], message));
const content =
  '<samlp:Extensions><x xmlns="urn:x" a="b">t</x></samlp:Extensions><samlp:NameIDPolicy AllowCreate="true"/>';
const plain = authnRequestXml({ content });
const signed = signXml(plain, key, { keyInfo: key.pem });

/** Pieces that parsers trip over. */
const tricky = fc.constantFrom(
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '/',
    '=',
    '&#0;',
    '&#x110000;',
    '&amp;',
    '&lt;',
    ']]>',
    '<!',
    '<?',
    '\0',
    '\r',
    '\ud800',
  ],
  ...[
    'xmlns=""',
    'xmlns:ds="urn:x"',
    'ID="_1"',
    '<a/>',
    '</samlp:AuthnRequest>',
    '<samlp:AuthnRequest',
    'é',
    '\u{1f600}',
  ],
);
interface Edit {
  at: number;
  remove: number;
  insert: string;
}
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(40),
  insert: fc.oneof(tricky, fc.string({ maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 4 })),
});
const apply = (text: string, { at, remove, insert }: Edit): string => {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + insert + text.slice(start + remove);
};
const edits = fc.array(edit, { minLength: 1, maxLength: 3 });

test('random octets in a POST and in a Redirect', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (octets) => {
      expect(await outcome(postMessage(octets))).not.toBe('accepted');
      const encoded = encodeURIComponent(Buffer.from(octets).toString('base64'));
      expect(await outcome(rawRedirect(`SAMLRequest=${encoded}`))).not.toBe('accepted');
      const inflatable = encodeURIComponent(deflateRawSync(octets).toString('base64'));
      expect(await outcome(rawRedirect(`SAMLRequest=${inflatable}`))).not.toBe('accepted');
    }),
    seeded,
  );
});

test('random forms', async () => {
  const form = fc.dictionary(
    fc.constantFrom('SAMLRequest', 'RelayState', 'SAMLResponse', '__proto__'),
    fc.anything(),
  );
  await fc.assert(
    fc.asyncProperty(form, async (fields) => {
      const message: InboundMessage = { binding: 'post', form: fields, endpoint: postEndpoint };
      expect(await outcome(message)).not.toBe('accepted');
    }),
    seeded,
  );
});

test('random queries', async () => {
  const names = fc.constantFrom(
    'SAMLRequest',
    'RelayState',
    'SigAlg',
    'Signature',
    'SAMLEncoding',
    'a',
    '%',
    '%53AMLRequest',
  );
  const pair = fc.tuple(
    names,
    fc.oneof(
      fc.string(),
      tricky.map((text) => encodeURIComponent(Buffer.from(text).toString())),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { maxLength: 6 }), async (pairs) => {
      const query = pairs.map(([name, value]) => `${name}=${value}`).join('&');
      expect(await outcome(rawRedirect(query))).not.toBe('accepted');
    }),
    seeded,
  );
});

test('edited XML, unsigned', async () => {
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      const changed = changes.reduce(apply, plain);
      expect(typeof (await outcome(postMessage(changed)))).toBe('string');
      expect(typeof (await outcome(redirectMessage(changed)))).toBe('string');
    }),
    seeded,
  );
});

test('edited XML, signed: what is accepted says what was signed', async () => {
  const original = (await receiveFrom([portal], postMessage(signed))).request;
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      const message = postMessage(changes.reduce(apply, signed));
      if ((await outcome(message, portal)) !== 'accepted') return;
      accepted += 1;
      expect((await receiveFrom([portal], message)).request).toEqual(original);
    }),
    { ...seeded, numRuns: 600 },
  );
  expect(accepted).toBeLessThan(400);
});

test('elements of a signed request moved, copied and wrapped: never another request', async () => {
  const original = (await receiveFrom([portal], postMessage(signed))).request;
  const parts = [...signed.matchAll(/<[^>]+>|[^<]+/g)].map(([part]) => part);
  const evil = `ID="_evil" AssertionConsumerServiceURL="${portalAcs}/second"`;
  const index = fc.nat(parts.length - 1);
  await fc.assert(
    fc.asyncProperty(index, index, index, fc.boolean(), async (a, b, c, rename) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      const moved = [...parts.slice(0, c), ...parts.slice(from, to + 1), ...parts.slice(c)].join('');
      const text = rename ? moved.replace(/ID="_request-1"/, evil) : moved;
      if ((await outcome(postMessage(text), portal)) !== 'accepted') return;
      expect((await receiveFrom([portal], postMessage(text))).request).toEqual(original);
    }),
    { ...seeded, numRuns: 600 },
  );
});

test('edited queries, signed: what is accepted says what was signed', async () => {
  const query = redirectQuery(authnRequestXml({ attributes: { Destination: undefined } }), {
    key: key.privateKey,
    relayState: 'état',
  });
  const unsigned = redirectQuery(plain.replace(/ Destination="[^"]*"/, ''), { relayState: 'état' });
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      expect(await outcome(rawRedirect(changes.reduce(apply, query)), portal)).not.toBe('accepted');
      expect(typeof (await outcome(rawRedirect(changes.reduce(apply, unsigned))))).toBe('string');
    }),
    seeded,
  );
});

test('no parser takes what the gate refuses to look at: no comment, no CDATA, no document type gets through', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      const text = changes.reduce(apply, plain);
      try {
        const { xml } = decodeMessage(postMessage(text));
        expect(xml).not.toMatch(/<!|<\?/);
        parseMessage(gateXml(Buffer.from(xml)));
      } catch (error) {
        expect((error as Error).name).toBe('GatewayError');
      }
    }),
    seeded,
  );
});
