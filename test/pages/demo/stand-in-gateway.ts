import { inflateRawSync } from 'node:zlib';
import type { Express } from 'express';
import request from 'supertest';
import { demoSchools } from '../../../src/demo/demo-people.js';
import { createEnt } from '../../../src/demo/ent.js';
import type { Portal, RunningPortal } from '../../../src/demo/portal-routes.js';
import { teleserviceAttributes } from '../../../src/demo/portals.js';
import { readIdpMetadata } from '../../../src/demo/read-idp-metadata.js';
import { createTeleservice } from '../../../src/demo/teleservice.js';
import { teleserviceMetadata } from '../../../src/demo/teleservice-metadata.js';
import { validateSchema } from '../../../src/demo/validate-schema.js';
import { systemClock } from '../../../src/clock.js';
import { systemRandom } from '../../../src/random.js';
import { buildErrorResponse } from '../../../src/saml/build-error-response.js';
import { buildResponse } from '../../../src/saml/build-response.js';
import type { ResponseInput } from '../../../src/saml/types.js';
import { bindings, dataAlgorithms, ns } from '../../../src/saml/urns.js';
import {
  bothSigned,
  derOf,
  idpEntityId,
  idpSigner,
  readGolden,
  sampleInput,
  spCertificate,
} from '../../support/saml-samples.js';

const key = { privateKey: readGolden('sp.key'), certificate: readGolden('sp.crt') };

const metadata = `<md:EntityDescriptor xmlns:md="${ns.metadata}" xmlns:ds="${ns.signature}" entityID="${idpEntityId}">
<md:IDPSSODescriptor protocolSupportEnumeration="${ns.protocol}"><md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
<ds:X509Certificate>${derOf(readGolden('idp.crt'))}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="${bindings.redirect}" Location="https://gateway.test/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>`;

/** Where each portal says it is. */
export const urls = { ent: 'http://localhost:8081', teleservice: 'http://localhost:8082' } as const;

function portalOf(name: keyof typeof urls): Portal {
  const about = { title: name, about: name, startUrl: 'http://localhost', schools: demoSchools };
  return { key: name, url: urls[name], clock: systemClock, ...about };
}

/** The two demo portals, trusting the keys of the golden files. */
export function makePortals(): { ent: RunningPortal; teleservice: RunningPortal } {
  const identityProvider = readIdpMetadata(metadata);
  const portal = portalOf('teleservice');
  const keys = { signing: key, encryption: key };
  const own = teleserviceMetadata(portal, keys, teleserviceAttributes());
  return {
    ent: createEnt({ portal: portalOf('ent'), identityProvider, signingKey: key }),
    teleservice: createTeleservice({ portal, identityProvider, keys, metadata: own, validateSchema }),
  };
}

/** What a portal asked, as its redirect carries it. */
export interface Asked {
  xml: string;
  id: string;
  relayState: string;
  signed: boolean;
}

/** A browser on one portal. */
export class Browser {
  private readonly agent;
  constructor(app: Express) {
    this.agent = request.agent(app);
  }

  /** Clicks « Se connecter » (`way`: `force` or `passive`). */
  async ask(way = ''): Promise<Asked> {
    const answer = await this.agent.get(`/connexion?demande=${way}`);
    const url = new URL(String(answer.headers['location']));
    const sent = url.searchParams.get('SAMLRequest') ?? '';
    const xml = inflateRawSync(Buffer.from(sent, 'base64')).toString('utf8');
    return {
      xml,
      id: /\bID="([^"]+)"/.exec(xml)?.[1] ?? '',
      relayState: url.searchParams.get('RelayState') ?? '',
      signed: url.searchParams.has('Signature'),
    };
  }

  /** Brings a Response: the cross-site POST without cookies, then the GET that follows with them. */
  async bring(app: Express, xml: string, relayState: string): Promise<{ status: number; text: string }> {
    const form = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState };
    const posted = await request(app).post('/connexion/retour').type('form').send(form);
    if (posted.status !== 303) return { status: posted.status, text: posted.text };
    const finished = await this.agent.get(String(posted.headers['location']));
    if (finished.status !== 303) return { status: finished.status, text: finished.text };
    const { status, text } = await this.agent.get('/');
    return { status, text };
  }

  home(): Promise<{ status: number; text: string }> {
    return this.agent.get('/').then(({ status, text }) => ({ status, text }));
  }

  leave(): Promise<unknown> {
    return this.agent.post('/deconnexion').then(() => undefined);
  }
}

/** A Response of the stand-in gateway to that request of that portal. */
export function answer(name: keyof typeof urls, asked: Asked, changes: Partial<ResponseInput> = {}) {
  const input = sampleInput({
    issueInstant: new Date(Date.now() - 1000),
    destination: `${urls[name]}/connexion/retour`,
    audience: `${urls[name]}/metadata`,
    inResponseTo: asked.id,
    ...changes,
  });
  const encryption = {
    certificate: spCertificate,
    dataAlgorithm: dataAlgorithms.aes256Gcm,
    keyTransport: 'rsa-oaep-mgf1p',
    oaepDigest: 'sha1',
  } as const;
  const profile = name === 'ent' ? bothSigned : { ...bothSigned, encryption };
  return buildResponse(input, profile, { signer: idpSigner, random: systemRandom });
}

/** A Response that says NoPassive. */
export function answerNo(name: keyof typeof urls, asked: Asked): Promise<string> {
  const envelope = {
    issuer: idpEntityId,
    destination: `${urls[name]}/connexion/retour`,
    inResponseTo: asked.id,
    issueInstant: new Date(),
  };
  const status = ['Responder', 'NoPassive'] as const;
  return buildErrorResponse({ ...envelope, status }, { signer: idpSigner, random: systemRandom });
}
