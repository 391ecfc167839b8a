import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorAccess } from '../../src/accounts/operator-access.js';
import { FrozenClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { SeededRandom } from '../../src/random.js';
import type { Services } from '../../src/services.js';
import { startGateway } from '../../src/start-gateway.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';
import { freePort } from './gateway-process.js';
import { SamlBrowser, type Page } from './saml-browser.js';

/** A gateway in this process at a time that stands still, for its pages for operators. */
export interface OperatorSite {
  url: string;
  clock: FrozenClock;
  services: Services;
  access: OperatorAccess;
  /** An operator who came in by a link. */
  enter(name?: string): Promise<Operator>;
  /** Everything that is under DATA_DIR/uploads once no work runs. */
  onDisk(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startOperatorSite(settings: Record<string, string> = {}): Promise<OperatorSite> {
  const clock = new FrozenClock('2026-11-26T10:00:00Z');
  const folder = await mkdtemp(join(tmpdir(), 'operators-'));
  const store = await openStoreServer({ dataDir: folder, clock });
  const config = readConfig({
    ...{ PORT: String(await freePort()), DATA_DIR: folder, CERTS_DIR: join(folder, 'certs') },
    ...{ MONGODB_URI: store.uri, RATE_LIMIT: 'off', BCRYPT_COST: '4', ...settings },
  });
  const gateway = await startGateway(config, { log: createLog('silent'), parts: { clock } });
  const { services, url } = gateway;
  const { operatorLinks: links, operatorSessions: sessions } = services.storage;
  const random = new SeededRandom(folder);
  const access = new OperatorAccess({ links, sessions, audit: services.stateTools.audit, clock, random });
  return {
    ...{ url, clock, services, access },
    enter: async (name = 'op') => Operator.enter(url, (await access.makeLink(name)).token),
    onDisk: async () => {
      await services.uploadWork.idle();
      return readdir(join(folder, 'uploads'), { recursive: true }).catch(() => []);
    },
    stop: async () => {
      await gateway.stop();
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type GivenFiles = Readonly<Record<string, string | Buffer>>;

/** An operator's browser, without scripts. */
export class Operator {
  readonly browser = new SamlBrowser();
  private constructor(private readonly url: string) {}

  static async enter(url: string, token: string): Promise<Operator> {
    const operator = new Operator(url);
    const page = await operator.open(`/operateur/entrer?jeton=${token}`);
    await operator.browser.submit(page, {}, 'form[action="/operateur/entrer"]');
    return operator;
  }

  open(path: string, init: RequestInit = {}): Promise<Page> {
    return this.browser.open(new URL(path, this.url).href, init);
  }

  /** The token of the forms of this browser. */
  async token(): Promise<string> {
    const page = await this.open('/operateur/import');
    return page.$('[name=csrf_token]').attr('value') ?? '';
  }

  /** Sends files by the form; gives the page that follows. */
  async send(files: GivenFiles, fields: Record<string, string> = {}): Promise<Page> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ csrf_token: await this.token(), ...fields }))
      form.append(name, value);
    for (const [name, content] of Object.entries(files))
      form.append('fichiers', new Blob([content as BlobPart]), name);
    return this.open('/operateur/import', { method: 'POST', body: form });
  }

  /** The page of an upload once nothing runs any more. */
  async settled(page: Page): Promise<Page> {
    let now = page;
    for (let looks = 0; now.headers.has('refresh'); looks += 1) {
      if (looks === 400) throw new Error(`still running: ${text(now)}`);
      await new Promise((done) => setTimeout(done, 100));
      now = await this.open(now.url);
    }
    return now;
  }

  /** Sends files, and waits for the report of the trial. */
  async try(files: GivenFiles, fields: Record<string, string> = {}): Promise<Page> {
    return this.settled(await this.send(files, fields));
  }

  /** Presses a button of the page of an upload, and waits. */
  async press(page: Page, act: string, fields: Record<string, string> = {}): Promise<Page> {
    return this.settled(await this.browser.submit(page, fields, `form[action$="/${act}"]`));
  }
}

/** What a page says, blanks as one, cells and lines apart. */
export function text(page: Page): string {
  page.$('td, th, li, br').after(' ');
  return page.$('main').text().replace(/\s+/g, ' ').trim();
}
