import { load, type CheerioAPI } from 'cheerio';
import type { Express } from 'express';
import supertest from 'supertest';

type Test = ReturnType<ReturnType<typeof supertest>['get']>;

/** A browser of few talents: it keeps cookies, as sent, and posts forms as the page wrote them. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  constructor(private readonly app: Express) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<supertest.Response> {
    return this.send(supertest(this.app).get(path).set(headers));
  }

  async post(
    path: string,
    form: Record<string, string> | string,
    headers: Record<string, string> = {},
  ): Promise<supertest.Response> {
    return this.send(supertest(this.app).post(path).type('form').set(headers).send(form));
  }

  /** Opens `path`, fills the sign-in form and posts it. */
  async signIn(identifier: string, password: string, path = '/connexion'): Promise<supertest.Response> {
    const page = load((await this.get(path)).text);
    return this.post('/connexion', { ...hiddenFields(page), j_username: identifier, j_password: password });
  }

  private async send(test: Test): Promise<supertest.Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie !== '') void test.set('Cookie', cookie);
    const answer = await test;
    for (const line of setCookies(answer)) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

/** The Set-Cookie lines of an answer. */
export function setCookies(answer: supertest.Response): string[] {
  return (answer.headers as { 'set-cookie'?: string[] })['set-cookie'] ?? [];
}

/** The hidden fields of the first form of the page. */
export function hiddenFields(page: CheerioAPI): Record<string, string> {
  const fields = page('form').first().find('input[type=hidden]').toArray();
  return Object.fromEntries(
    fields.map((field) => [page(field).attr('name') ?? '', page(field).attr('value') ?? '']),
  );
}
