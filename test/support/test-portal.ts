import { randomBytes } from 'node:crypto';
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayProcess } from './gateway-process.js';
import {
  authnRequestXml,
  redirectQuery,
  type RedirectChoices,
  type RequestParts,
} from './make-authn-request.js';
import { acsXml, sampleSpXml, type SampleSp } from './sample-sp.js';
import { postedResponse, SamlBrowser, type Page } from './saml-browser.js';

/** A portal of a running gateway: makes its requests, and reads what came back. */
export class TestPortal {
  readonly acs: string;
  constructor(
    readonly gateway: GatewayProcess,
    readonly entityId = 'https://ent.example.org/sp',
  ) {
    this.acs = `${new URL(entityId).origin}/acs`;
  }

  /** Joins by `gateway sp add FILE`. */
  async join(parts: Partial<SampleSp> = {}, ...options: string[]): Promise<void> {
    const file = join(mkdtempSync(join(tmpdir(), 'sp-')), 'metadata.xml');
    writeFileSync(
      file,
      sampleSpXml({ entityId: this.entityId, acs: acsXml(this.acs, 0, 'isDefault="true"'), ...parts }),
    );
    await this.gateway.cli('sp', 'add', file, ...(options.length === 0 ? ['--release', 'all'] : options));
    await new Promise((done) => setTimeout(done, 1600));
  }

  /** An AuthnRequest of now, with an ID of its own. */
  requestXml(binding: 'Redirect' | 'POST', parts: RequestParts = {}): string {
    return authnRequestXml({
      issuer: `<saml:Issuer>${this.entityId}</saml:Issuer>`,
      ...parts,
      attributes: {
        ID: `_${randomBytes(16).toString('hex')}`,
        IssueInstant: new Date().toISOString(),
        Destination: `${this.gateway.url}/idp/profile/SAML2/${binding}/SSO`,
        AssertionConsumerServiceURL: this.acs,
        ...parts.attributes,
      },
    });
  }

  /** The address that begins a sign-in by Redirect. */
  redirectUrl(parts: RequestParts = {}, choices: RedirectChoices = {}): string {
    const query = redirectQuery(this.requestXml('Redirect', parts), choices);
    return `${this.gateway.url}/idp/profile/SAML2/Redirect/SSO?${query}`;
  }

  /** Begins a sign-in by a cross-site POST: without the cookies that SameSite=Lax holds back, as a browser does. */
  async openByPost(browser: SamlBrowser, parts: RequestParts = {}, relayState?: string): Promise<Page> {
    const body = new URLSearchParams({
      SAMLRequest: Buffer.from(this.requestXml('POST', parts)).toString('base64'),
    });
    if (relayState !== undefined) body.set('RelayState', relayState);
    const stranger = new SamlBrowser();
    const address = `${this.gateway.url}/idp/profile/SAML2/POST/SSO`;
    const answer = await fetch(address, { method: 'POST', body, redirect: 'manual' });
    const location = answer.headers.get('location');
    if (location === null) return stranger.open(address, { method: 'POST', body });
    return browser.open(new URL(location, address).href);
  }
}

/** Signs in on the page that `url` leads to, and gives the page that follows. */
export async function signInAt(
  browser: SamlBrowser,
  url: string,
  who: { identifier: string; password: string },
): Promise<Page> {
  const page = await browser.open(url);
  return browser.submit(page, { j_username: who.identifier, j_password: who.password });
}

/** Top and second status of a posted Response, by their last words. */
export function statusOf(page: Page): string[] {
  const { xml } = postedResponse(page);
  return [...xml.matchAll(/StatusCode Value="[^"]*:([A-Za-z]+)"/g)].map((found) => found[1] ?? '');
}
