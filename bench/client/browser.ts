import type { Pool } from 'undici';

export interface Page {
  status: number;
  html: string;
}

const mostRedirects = 6;

/** A browser of the bench: a cookie jar of its own, redirects followed, nothing but the gateway reached. */
export class Browser {
  private readonly cookies = new Map<string, string>();
  constructor(
    private readonly pool: Pool,
    private readonly origin: string,
  ) {}

  /** @throws Error when a redirect leaves the gateway, or there are too many. */
  async get(path: string): Promise<Page> {
    return this.follow(path, undefined);
  }

  /** Posts a form; the answer may be a 303 to another page. */
  async post(path: string, form: Record<string, string>): Promise<Page> {
    return this.follow(path, new URLSearchParams(form).toString());
  }

  private async follow(start: string, form: string | undefined): Promise<Page> {
    let path = start;
    let body = form;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const response = await this.send(path, body);
      const location = response.headers['location'];
      if (response.statusCode < 300 || response.statusCode > 399 || typeof location !== 'string') {
        return { status: response.statusCode, html: await response.body.text() };
      }
      await response.body.dump();
      const next = new URL(location, this.origin);
      if (next.origin !== this.origin) throw new Error(`redirect away from the gateway: ${next.origin}`);
      path = next.pathname + next.search;
      body = undefined;
    }
    throw new Error('too many redirects');
  }

  private async send(path: string, form: string | undefined) {
    const headers: Record<string, string> = { accept: 'text/html', 'accept-language': 'fr' };
    if (this.cookies.size > 0) headers['cookie'] = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    if (form !== undefined) {
      headers['content-type'] = 'application/x-www-form-urlencoded';
      headers['origin'] = this.origin;
    }
    const response = await this.pool.request({
      path,
      method: form === undefined ? 'GET' : 'POST',
      headers,
      ...(form === undefined ? {} : { body: form }),
    });
    this.keepCookies(response.headers['set-cookie']);
    return response;
  }

  private keepCookies(header: string | string[] | undefined): void {
    for (const line of header === undefined ? [] : [header].flat()) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      const name = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
