import { Pool } from 'undici';
import { Browser } from './browser.js';
import { openPage, signIn, signOn, type Credentials } from './flows.js';
import type { Command, FlowName, Plan, Reply, RunResult, Setup } from './plan.js';
import { runLoad } from './run-load.js';

/** The load client: a process of its own, so that its CPU is not the gateway's nor its pauses the bench's. */

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

class LoadClient {
  private readonly sessions: Browser[] = [];
  private turn = 0;
  private readonly pool: Pool;
  constructor(private readonly setup: Setup) {
    const { origin, hostname } = new URL(setup.baseUrl);
    if (!loopback.has(hostname)) throw new Error(`${origin}: the bench loads this machine only`);
    this.pool = new Pool(origin, { connections: 128, pipelining: 1, headersTimeout: 60_000 });
  }

  /** Opens the sessions of the sign-on flows, a few at once. */
  async prepare(): Promise<void> {
    const open = async (): Promise<void> => {
      const browser = this.newBrowser();
      await signIn(browser, this.nextAccount(), this.toolsFor('sso'));
      this.sessions.push(browser);
    };
    for (let left = this.setup.sessions; left > 0; left -= 4) {
      await Promise.all(Array.from({ length: Math.min(left, 4) }, open));
    }
  }

  async run({ loads, seconds, mostFlows }: Plan): Promise<RunResult> {
    const start = performance.now();
    const bounds = { until: start + seconds * 1000, mostFlows };
    const results = await Promise.all(
      loads.map((load) => runLoad(load, bounds, (client) => this.once(load.flow, client))),
    );
    return { seconds: (performance.now() - start) / 1000, loads: results };
  }

  private once(flow: FlowName, client: number): Promise<void> {
    if (flow === 'sign-in') return signIn(this.newBrowser(), this.nextAccount(), this.toolsFor(flow));
    if (flow === 'sign-in-page') return openPage(this.newBrowser(), '/connexion', 'j_password');
    if (flow === 'metadata') return openPage(this.newBrowser(), '/idp/metadata', 'IDPSSODescriptor');
    const browser = this.sessions[client % this.sessions.length];
    if (browser === undefined) throw new Error('no session is open');
    return signOn(browser, this.toolsFor(flow));
  }

  private toolsFor(flow: FlowName) {
    const { baseUrl, plain, encrypted } = this.setup;
    return { baseUrl, portal: flow === 'sso-encrypted' ? encrypted : plain };
  }

  private newBrowser(): Browser {
    return new Browser(this.pool, new URL(this.setup.baseUrl).origin);
  }

  private nextAccount(): Credentials {
    const { accounts } = this.setup;
    const account = accounts[this.turn % accounts.length];
    if (account === undefined) throw new Error('no account');
    this.turn += 1;
    return account;
  }
}

let client: LoadClient | undefined;

async function obey(command: Command): Promise<RunResult | undefined> {
  if (command.do === 'prepare') {
    client = new LoadClient(command.setup);
    await client.prepare();
    return undefined;
  }
  if (client === undefined) throw new Error('prepare comes first');
  return client.run(command.plan);
}

process.on('message', (command: Command) => {
  const reply = (message: Reply): void => void process.send?.(message);
  obey(command).then(
    (result) => reply(result === undefined ? { done: true } : { done: true, result }),
    (error: unknown) =>
      reply({ done: false, message: error instanceof Error ? error.message : String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
