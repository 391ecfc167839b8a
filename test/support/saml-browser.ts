import * as cheerio from 'cheerio';

/** A page as a person without JavaScript has it: where it is, and what it shows. */
export interface Page {
  url: string;
  status: number;
  headers: Headers;
  html: string;
  $: cheerio.CheerioAPI;
}

/** A browser without scripts: keeps cookies, follows redirects, fills in forms. For tests over plain HTTP. */
export class SamlBrowser {
  private readonly cookies = new Map<string, string>();

  /** Opens `url`, following redirects as a browser does. */
  async open(url: string, init: RequestInit = {}): Promise<Page> {
    let next = url;
    let request = init;
    for (let hops = 0; hops < 10; hops += 1) {
      const answer = await fetch(next, {
        ...request,
        redirect: 'manual',
        headers: { ...request.headers, ...this.cookieHeader() },
      });
      this.keepCookies(answer);
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status >= 400 || location === null) {
        const html = await answer.text();
        return { url: next, status: answer.status, headers: answer.headers, html, $: cheerio.load(html) };
      }
      await answer.arrayBuffer();
      next = new URL(location, next).href;
      request = {};
    }
    throw new Error(`too many redirects, last ${next}`);
  }

  /** Posts the form that `selector` finds on `page`, its hidden fields with `fields` over them. */
  submit(
    page: Page,
    fields: Record<string, string> = {},
    selector = 'form:has([name=j_username])',
  ): Promise<Page> {
    const form = page.$(selector).first();
    if (form.length === 0) throw new Error(`no form ${selector} on ${page.url}: ${page.html}`);
    const body = new URLSearchParams();
    form.find('input[name]').each((_, input) => {
      body.set(page.$(input).attr('name') ?? '', page.$(input).attr('value') ?? '');
    });
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const action = new URL(form.attr('action') ?? '', page.url).href;
    return this.open(action, { method: 'POST', body });
  }

  /** What cookie `name` holds now. */
  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  private cookieHeader(): Record<string, string> {
    return this.cookies.size === 0
      ? {}
      : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  private keepCookies(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      const value = pair.slice(equals + 1);
      if (value === '' || /expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(pair.slice(0, equals));
      else this.cookies.set(pair.slice(0, equals), value);
    }
  }
}

/** The Response on a self-posting page (saml-bindings 3.5.4). @throws Error when the page has none. */
export function postedResponse(page: Page): {
  acsUrl: string;
  xml: string;
  relayState: string | undefined;
  encoded: string;
} {
  const form = page.$('form:has([name=SAMLResponse])').first();
  if (form.length === 0)
    throw new Error(`no SAMLResponse on ${page.url} (${page.status}): ${page.$('main').text()}`);
  const encoded = String(form.find('[name=SAMLResponse]').attr('value'));
  const relayState = form.find('[name=RelayState]').attr('value');
  return {
    acsUrl: form.attr('action') ?? '',
    xml: Buffer.from(encoded, 'base64').toString(),
    relayState,
    encoded,
  };
}
