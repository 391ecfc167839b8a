import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as cheerio from 'cheerio';
import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { pythonWith } from '../support/python.js';
import { runCommand } from '../support/run-command.js';
import { postedResponse, SamlBrowser, type Page } from '../support/saml-browser.js';
import { findXmlsec1 } from '../support/xmlsec1.js';

const emma = { j_username: 'e.durand3', j_password: 'Azerty-2026-ok' };
let gateway: GatewayProcess;
let ask: (task: Record<string, string>) => Promise<Record<string, unknown>>;

beforeAll(async () => {
  gateway = await startGatewayProcess();
  const settings = {
    entityId: 'https://pysaml2.example.org/sp',
    acs: 'https://pysaml2.example.org/acs',
    key: resolve('test/golden/saml/sp.key'),
    certificate: resolve('test/golden/saml/sp.crt'),
    xmlsec1: await findXmlsec1(),
  };
  const python = await pythonWith(['pysaml2==7.5.*']);
  const run = async (all: object, task: object): Promise<unknown> =>
    JSON.parse(
      await runCommand(python, ['test/interop/pysaml2_walk.py'], JSON.stringify({ settings: all, task })),
    );
  const file = join(mkdtempSync(join(tmpdir(), 'py-')), 'sp.xml');
  writeFileSync(file, String(await run(settings, { name: 'metadata' })));
  await gateway.cli('sp', 'add', file, '--release', 'all');
  await gateway.cli(
    'account',
    'add',
    '--kind',
    'pupil',
    '--identifier',
    emma.j_username,
    '--password',
    emma.j_password,
    '--sn',
    'Durand',
    '--given-name',
    'Emma',
  );
  const metadata = await (await fetch(`${gateway.url}/idp/metadata`)).text();
  ask = async (task) => (await run({ ...settings, metadata }, task)) as Record<string, unknown>;
}, 120_000);
afterAll(() => gateway.stop());

/** Sends pysaml2's request as a browser would and signs in. */
async function walk(binding: 'redirect' | 'post'): Promise<{ id: string; page: Page }> {
  const made = await ask({ name: 'request', binding, idp: `${gateway.url}/idp`, relayState: '/cours/7' });
  const browser = new SamlBrowser();
  const form = cheerio.load(String(made['body']))('form');
  const body = new URLSearchParams();
  form
    .find('input[name]')
    .each((_, input) =>
      body.set(String(form.find(input).attr('name')), String(form.find(input).attr('value'))),
    );
  const signIn =
    binding === 'redirect'
      ? await browser.open(String(made['url']))
      : await browser.open(form.attr('action') ?? '', { method: 'POST', body });
  return { id: String(made['id']), page: await browser.submit(signIn, emma) };
}

test.each(['redirect', 'post'] as const)(
  'a signed request by %s: pysaml2 accepts the encrypted answer, not a tampered copy',
  async (binding) => {
    const { id, page } = await walk(binding);
    const { encoded, xml, relayState } = postedResponse(page);
    expect(relayState).toBe('/cours/7');
    expect(xml).toContain('EncryptedAssertion');
    expect(xml).not.toContain('Durand');
    expect(await ask({ name: 'receive', id, response: encoded })).toMatchObject({
      attributes: { givenName: ['Emma'], sn: ['Durand'] },
    });
    const tampered = Buffer.from(
      xml.replace(
        /(CipherValue>)(.)/,
        (_, tag: string, first: string) => `${tag}${first === 'A' ? 'B' : 'A'}`,
      ),
    );
    expect(await ask({ name: 'receive', id, response: tampered.toString('base64') })).toHaveProperty(
      'refusal',
    );
  },
  60_000,
);

test('its unsigned request is refused: its metadata says that it signs', async () => {
  const made = await ask({
    name: 'request',
    binding: 'redirect',
    idp: `${gateway.url}/idp`,
    relayState: '/',
  });
  const address = new URL(String(made['url']));
  address.searchParams.delete('Signature');
  address.searchParams.delete('SigAlg');
  const answer = await new SamlBrowser().open(address.href);
  expect([answer.status, answer.$('main').text()]).toEqual([400, expect.stringContaining('unsigned')]);
});
