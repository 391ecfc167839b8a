import { load, type CheerioAPI } from 'cheerio';

/** A browser of few talents: it keeps cookies by host, follows redirects everywhere, and posts the forms of the page it is on. */
export class WebBrowser {
  /** By host, then by name. */
  private readonly cookies = new Map<string, Map<string, string>>();
  /** Every address it went to. */
  readonly visited: string[] = [];
  url = '';
  status = 0;
  html = '';

  get page(): CheerioAPI {
    return load(this.html);
  }

  /** Its words, without the markup. */
  get text(): string {
    return this.page('main').text().replaceAll(/\s+/g, ' ').trim();
  }

  /** Goes to `url`, and on along redirects and pages that lead on by themselves. */
  async open(url: string, init: RequestInit = {}): Promise<this> {
    const address = new URL(url, this.url === '' ? undefined : this.url);
    this.visited.push(address.href);
    const headers = { ...(init.headers as Record<string, string>), ...this.headersFor(address) };
    const answer = await fetch(address, { ...init, headers, redirect: 'manual' });
    this.keep(address.hostname, answer.headers.getSetCookie());
    const location = answer.headers.get('location');
    this.url = address.href;
    if (location !== null) return this.open(location);
    this.status = answer.status;
    this.html = await answer.text();
    const [, refresh] =
      /^0;url=(.+)$/.exec(this.page('meta[http-equiv=refresh]').attr('content') ?? '') ?? [];
    return refresh === undefined ? this : this.open(refresh);
  }

  /** Clicks the link with that text. */
  async follow(text: string): Promise<this> {
    const links = this.page('main a').filter((_, link) => this.page(link).text().includes(text));
    const href = links.first().attr('href');
    if (href === undefined) throw new Error(`no link « ${text} » at ${this.url}: ${this.text}`);
    return this.open(href);
  }

  /** Posts the first form of the page whose action ends with `action`, its hidden fields with `fields` over them. */
  async submit(fields: Record<string, string>, action = ''): Promise<this> {
    const $ = this.page;
    const form = $('form')
      .filter((_, one) => ($(one).attr('action') ?? '').endsWith(action))
      .first();
    const hidden = form.find('input[type=hidden]').toArray();
    const known = hidden.map((input): [string, string] => [
      $(input).attr('name') ?? '',
      $(input).attr('value') ?? '',
    ]);
    const body = new URLSearchParams({ ...Object.fromEntries(known), ...fields });
    return this.open(form.attr('action') ?? '', { method: 'POST', body });
  }

  /** Loses its cookies of that host. */
  forget(host: string): void {
    this.cookies.delete(host);
  }

  private headersFor({ hostname }: URL): Record<string, string> {
    const kept = this.cookies.get(hostname);
    if (kept === undefined || kept.size === 0) return {};
    return { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  private keep(host: string, lines: readonly string[]): void {
    const kept = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, kept);
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') kept.delete(name);
      else kept.set(name, value);
    }
  }
}
