import { authnRequestPath, type Portal } from '../portal.js';
import type { Browser, Page } from './browser.js';
import { readForm } from './read-form.js';

/** One account of the bench. */
export interface Credentials {
  identifier: string;
  password: string;
}

export interface FlowTools {
  baseUrl: string;
  portal: Portal;
}

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/**
 * Single sign-on in a live session: request, Response.
 * @throws Error when the answer is not a Response that says yes to this very request.
 */
export async function signOn(browser: Browser, { baseUrl, portal }: FlowTools): Promise<void> {
  const { id, path } = authnRequestPath(portal, baseUrl);
  assertResponse(await browser.get(path), id, portal);
}

/** A whole sign-in: request, sign-in page, password, Response. `browser` has to be new. */
export async function signIn(browser: Browser, account: Credentials, tools: FlowTools): Promise<void> {
  const { id, path } = authnRequestPath(tools.portal, tools.baseUrl);
  const page = await browser.get(path);
  const form = readForm(page.html, 'j_password');
  if (form === undefined) throw new Error(`no sign-in form: ${describe(page)}`);
  const fields = { ...form.hidden, j_username: account.identifier, j_password: account.password };
  assertResponse(await browser.post(form.action, fields), id, tools.portal);
}

/** A page that answers 200 and contains `mark`. */
export async function openPage(browser: Browser, path: string, mark: string): Promise<void> {
  const page = await browser.get(path);
  if (page.status !== 200 || !page.html.includes(mark)) throw new Error(`${path}: ${describe(page)}`);
}

function assertResponse(page: Page, requestId: string, portal: Portal): void {
  const form = readForm(page.html, 'SAMLResponse');
  if (form === undefined) throw new Error(`no SAMLResponse: ${describe(page)}`);
  const xml = Buffer.from(form.hidden['SAMLResponse'] ?? '', 'base64').toString('utf8');
  const assertion = portal.privateKeyPem === undefined ? '<saml:Assertion' : '<saml:EncryptedAssertion';
  const right =
    form.action === portal.acsUrl &&
    form.hidden['RelayState'] === 'bench' &&
    xml.includes(`InResponseTo="${requestId}"`) &&
    xml.includes(success) &&
    xml.includes('<ds:SignatureValue>') &&
    xml.includes(assertion);
  if (!right)
    throw new Error(
      `not the Response asked for: ${/StatusCode Value="[^"]*"/.exec(xml)?.[0] ?? 'no status'}`,
    );
}

function describe(page: Page): string {
  const title = /<h1[^>]*>([^<]*)/.exec(page.html)?.[1]?.trim() ?? page.html.slice(0, 80);
  return `${page.status} ${title}`;
}
