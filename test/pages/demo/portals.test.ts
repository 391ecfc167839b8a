import request from 'supertest';
import { readSpMetadata } from '../../../src/federation/sp-metadata.js';
import { answer, answerNo, Browser, makePortals, urls } from './stand-in-gateway.js';

const portals = makePortals();

describe.each(['ent', 'teleservice'] as const)('the demo %s', (name) => {
  const { app, metadata } = portals[name];

  it('has metadata that the gateway accepts without a word on keys or endpoints', () => {
    const read = readSpMetadata(metadata, { ownEntityId: 'https://gateway.test/idp', now: new Date() });
    expect(read.entityId).toBe(`${urls[name]}/metadata`);
    expect(read.authnRequestsSigned).toBe(true);
    expect(read.wantAssertionsSigned).toBe(true);
    expect(read.encryptionKeys).toHaveLength(name === 'teleservice' ? 1 : 0);
  });

  it('answers a wrong address in French, with the way back', async () => {
    const { status, text } = await request(app).get('/nulle-part');
    expect(status).toBe(404);
    expect(text).toContain('Cette page n’existe pas');
    expect(text).toContain('<html lang="fr">');
    expect(text).not.toContain('Cannot GET');
  });

  it('signs what it asks, and asks as the link says', async () => {
    const browser = new Browser(app);
    expect(await browser.ask()).toMatchObject({
      signed: true,
      xml: expect.not.stringContaining('IsPassive'),
    });
    expect((await browser.ask('force')).xml).toContain('ForceAuthn="true"');
    expect((await browser.ask('passive')).xml).toContain('IsPassive="true"');
  });

  it('shows in words what it received, and forgets it at sign-out', async () => {
    const browser = new Browser(app);
    const asked = await browser.ask();
    const { status, text } = await browser.bring(app, await answer(name, asked), asked.relayState);
    expect(status).toBe(200);
    expect(text).toContain('Vous êtes Anaïs Durand-Noël');
    expect(text).toContain('suit un enseignement');
    expect(text).toContain('&lt;saml:Assertion');
    expect(text.includes('EncryptedAssertion')).toBe(name === 'teleservice');
    await browser.leave();
    expect((await browser.home()).text).toContain('Vous n’êtes pas connecté');
  });

  it('refuses a Response brought by a browser that did not ask', async () => {
    const asked = await new Browser(app).ask();
    const victim = new Browser(app);
    await victim.ask();
    const { status, text } = await victim.bring(app, await answer(name, asked), asked.relayState);
    expect(status).toBe(403);
    expect(text).toContain('pas été commencée par ce navigateur');
    expect((await victim.home()).text).toContain('Vous n’êtes pas connecté');
  });

  it('accepts a Response once', async () => {
    const browser = new Browser(app);
    const asked = await browser.ask();
    const response = await answer(name, asked);
    expect((await browser.bring(app, response, asked.relayState)).status).toBe(200);
    expect((await browser.bring(app, response, asked.relayState)).status).toBe(403);
  });

  it.each([
    ['for another portal', { audience: 'https://other.test' }],
    ['for another address', { destination: 'https://other.test/acs' }],
    ['from another provider', { issuer: 'https://evil.test/idp' }],
    ['to a request it never sent', { inResponseTo: '_never' }],
    ['too late', { issueInstant: new Date(Date.now() - 400_000) }],
  ])('refuses a Response %s', async (_what, changes) => {
    const browser = new Browser(app);
    const asked = await browser.ask();
    const { status } = await browser.bring(app, await answer(name, asked, changes), asked.relayState);
    expect(status).toBe(403);
    expect((await browser.home()).text).toContain('Vous n’êtes pas connecté');
  });

  it.each([
    ['changed', (xml: string) => xml.replace(/InResponseTo="_/, 'InResponseTo="_0')],
    ['without its signature', (xml: string) => xml.replace(/<ds:Signature .*?<\/ds:Signature>/s, '')],
    ['with a document type', (xml: string) => `<!DOCTYPE x>${xml}`],
    ['that is not XML', () => 'bonjour'],
    ['that is empty', () => ''],
  ])('refuses a Response %s', async (_what, spoil) => {
    const browser = new Browser(app);
    const asked = await browser.ask();
    const { status } = await browser.bring(app, spoil(await answer(name, asked)), asked.relayState);
    expect(status).toBe(403);
  });

  it('refuses a message by the query string, a request, a list, nothing at all', async () => {
    const asked = await new Browser(app).ask();
    const post = (query: string) => request(app).post(`/connexion/retour${query}`).type('form');
    const response = Buffer.from(await answer(name, asked)).toString('base64');
    const encoded = encodeURIComponent(response);
    const answers = [
      await post(`?SAMLResponse=${encoded.slice(0, 999)}`).send({}),
      await post('?SAMLRequest=a').send({ SAMLResponse: response }),
      await post('').send({ SAMLRequest: response }),
      await post('').send(`SAMLResponse=${encoded}&SAMLResponse=${encoded}`),
      await post('').send({}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  });

  it('says in words and in codes why the gateway said no', async () => {
    const browser = new Browser(app);
    const asked = await browser.ask('passive');
    const { status, text } = await browser.bring(app, await answerNo(name, asked), asked.relayState);
    expect(status).toBe(403);
    expect(text).toContain('sans interaction, je ne peux pas');
    expect(text).toContain('urn:oasis:names:tc:SAML:2.0:status:NoPassive');
  });

  it('escapes what others wrote', async () => {
    const browser = new Browser(app);
    const asked = await browser.ask();
    const attributes = [
      { name: '<script>', nameFormat: 'x', friendlyName: '{{title}}<b>', values: ['<img src=x onerror=1>'] },
    ];
    const response = await answer(name, asked, { attributes });
    const { text } = await browser.bring(app, response, asked.relayState);
    expect(text).toContain('&lt;img src');
    expect(text).not.toMatch(/<img|<b>|<script>/);
  });
});
