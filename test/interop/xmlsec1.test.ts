import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ns } from '../../src/saml/urns.js';
import { runCommand } from '../support/run-command.js';
import { findXmlsec1 } from '../support/xmlsec1.js';
import { gatewayMetadata } from './gateway-metadata.js';
import { sendAll, tamper, type Sent } from './responses.js';

const sent = await sendAll();
const metadata = await gatewayMetadata();
const xmlsec1 = await findXmlsec1();
const golden = 'test/golden/saml';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'xmlsec1-'))));
afterAll(() => rm(folder, { recursive: true }));

async function asFile(xml: string): Promise<string> {
  const path = join(folder, 'message.xml');
  await writeFile(path, xml);
  return path;
}

/** Verifies the signature of the element `id` names, by the gateway's key alone. */
async function verify(xml: string, signed: string): Promise<void> {
  await runCommand(xmlsec1, [
    '--verify',
    ...['--pubkey-cert-pem', `${golden}/idp.crt`, '--enabled-key-data', 'key-name'],
    ...['--id-attr:ID', `${ns.protocol}:Response`, '--id-attr:ID', `${ns.assertion}:Assertion`],
    ...['--id-attr:ID', `${ns.metadata}:EntityDescriptor`],
    ...['--node-xpath', `//*[local-name()="${signed}"]/*[local-name()="Signature"]`],
    await asFile(xml),
  ]);
}

async function decrypt(xml: string): Promise<string> {
  return runCommand(xmlsec1, ['--decrypt', '--privkey-pem', `${golden}/sp.key`, await asFile(xml)]);
}

describe.each(sent)('xmlsec1, $name', (message: Sent) => {
  it('verifies the Response, and the assertion after decryption', async () => {
    await verify(message.xml, 'Response');
    await verify(message.encrypted ? await decrypt(message.xml) : message.xml, 'Assertion');
  });

  it('refuses a tampered copy', async () => {
    await expect(verify(tamper(message), 'Response')).rejects.toThrow();
  });
});

describe('xmlsec1, metadata', () => {
  it('verifies it', () => verify(metadata, 'EntityDescriptor'));

  it('refuses a tampered copy', async () => {
    await expect(verify(metadata.replace('educt', 'other'), 'EntityDescriptor')).rejects.toThrow();
  });
});
