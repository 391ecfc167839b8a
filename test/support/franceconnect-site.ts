import { load } from 'cheerio';
import { createStandIn } from '../../src/demo/franceconnect/stand-in.js';
import type { StandInOptions } from '../../src/demo/franceconnect/stand-in-provider.js';
import type { Misbehaviour } from '../../src/demo/franceconnect/misbehaviour.js';
import { listen } from '../../src/demo/listen.js';
import { freePort } from './gateway-process.js';

/** A FranceConnect that does as it is told. */
export interface FranceConnectSite {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Set by a test, and taken back by it. */
  misbehaviour: Misbehaviour;
  stop(): Promise<void>;
}

type Options = Partial<StandInOptions> & Pick<StandInOptions, 'redirectUri' | 'logoutUri'>;

/** Starts the stand-in on a free port. */
export async function startFranceConnect(options: Options): Promise<FranceConnectSite> {
  const port = await freePort();
  const issuer = `http://localhost:${port}/api/v2`;
  const misbehaviour: Misbehaviour = {};
  const ours = { clientId: 'passerelle-essai', clientSecret: 'secret-d-essai-de-32-octets-environ' };
  const whole: StandInOptions = { signature: 'ES256', ...ours, ...options, issuer, misbehaviour };
  const { stop } = await listen(await createStandIn(whole), port);
  return { issuer, ...ours, misbehaviour, stop };
}

/** A browser at FranceConnect: it keeps its cookies, follows redirects there, and stops at the first that leads elsewhere. */
export class FranceConnectBrowser {
  private readonly cookies = new Map<string, string>();
  constructor(private readonly issuer: string) {}

  /** From the authorisation request to the address that FranceConnect sends back to; `undefined`: the person gives up. */
  async signIn(url: string, identity: string | undefined): Promise<string> {
    const login = await this.go(url);
    if (typeof login === 'string') return login;
    if (!login.ok) throw new Error(`FranceConnect refuses: ${await login.text()}`);
    const consent = await this.answer(login, identity);
    if (typeof consent === 'string') return consent;
    const back = await this.answer(consent, identity);
    if (typeof back !== 'string') throw new Error(`FranceConnect keeps the person: ${await back.text()}`);
    return back;
  }

  /** Through the page that closes the session, to where it leads. */
  async signOut(url: string): Promise<string> {
    const page = await this.go(url);
    if (typeof page === 'string') return page;
    const $ = load(await page.text());
    const fields = $('form input')
      .toArray()
      .map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']);
    const back = await this.go(new URL($('form').attr('action') ?? '', page.url).href, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    if (typeof back !== 'string') throw new Error(`FranceConnect keeps the person: ${await back.text()}`);
    return back;
  }

  private answer(page: Response, identity: string | undefined): Promise<Response | string> {
    const form =
      identity === undefined ? { suite: 'non' } : { suite: 'oui', identite: identity, 'mot-de-passe': '123' };
    return this.go(page.url, { method: 'POST', body: new URLSearchParams(form) });
  }

  /** The page at the end of the redirects there, or the address elsewhere. */
  async go(url: string, init: RequestInit = {}): Promise<Response | string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, headers: { cookie }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) return answer;
    const next = new URL(location, url).href;
    return next.startsWith(new URL(this.issuer).origin) ? this.go(next) : next;
  }
}
