import { resolve } from 'node:path';
import { pythonWith } from '../support/python.js';
import { runCommand } from '../support/run-command.js';
import { acsUrl, spEntityId } from '../support/saml-samples.js';
import { findXmlsec1 } from '../support/xmlsec1.js';
import { gatewayMetadata } from './gateway-metadata.js';
import { encode, refuse, sendAll, tamper, type Sent } from './responses.js';

const sent = await sendAll();
const python = await pythonWith(['pysaml2==7.5.*']);

/** What pysaml2 makes of each message, a refusal being an answer too. It reads our metadata first. */
async function receive(messages: readonly string[]): Promise<unknown[]> {
  const settings = {
    entityId: spEntityId,
    acs: acsUrl,
    key: resolve('test/golden/saml/sp.key'),
    certificate: resolve('test/golden/saml/sp.crt'),
    metadata: await gatewayMetadata(),
    xmlsec1: await findXmlsec1(),
  };
  const task = JSON.stringify({ settings, messages: messages.map(encode) });
  return JSON.parse(await runCommand(python, ['test/interop/pysaml2_portal.py'], task)) as unknown[];
}

const accepted = await receive(sent.map((message) => message.xml));
const refused = await receive(sent.map(tamper));

describe.each(sent.map((message, index) => ({ ...message, index })))(
  'pysaml2, $name',
  ({ index }: Sent & { index: number }) => {
    it('accepts the Response and reads what it says', () => {
      expect(accepted[index]).toMatchObject({
        nameId: '_4f1d0c',
        sessionIndex: '_session1',
        attributes: { givenName: ['Anaïs'], eduPersonAffiliation: ['student', 'member'] },
      });
    });

    it('refuses a tampered copy', () => {
      expect(refused[index]).toEqual({
        refusal: expect.stringMatching(/^(Signature|Parse)Error$/) as string,
      });
    });
  },
);

describe('pysaml2, a refusal', () => {
  it('reads the second-level status', async () => {
    expect(await receive([await refuse()])).toEqual([{ refusal: 'StatusUnknownPrincipal' }]);
  });
});
