import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './gateway-process.js';

/** The demo as `make demo` runs it, on free ports and an empty folder. */
export interface DemoProcess {
  urls: {
    gateway: string;
    ent: string;
    teleservice: string;
    start: string;
    inbox: string;
    franceconnect: string;
  };
  output(): string;
  /** Ctrl-C, then the exit status. */
  stop(): Promise<number | null>;
}

/** Starts `dist/demo/main.js` and waits for its « prête ». @throws Error with its output after 60 s. */
export async function startDemoProcess(): Promise<DemoProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  const names = ['gateway', 'ent', 'teleservice', 'start', 'inbox', 'franceconnect'] as const;
  const ports = await Promise.all(names.map(() => freePort()));
  const options = names.flatMap((name, index) => [`--${name}-port`, String(ports[index])]);
  const args = [resolve('dist/demo/main.js'), ...options, '--data', folder];
  const child = spawn(process.execPath, args, { cwd: resolve('.'), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((ready, failed) => {
    const late = setTimeout(() => failed(new Error(`the demo is not ready: ${output}`)), 60_000);
    child.once('exit', () => failed(new Error(`the demo ended: ${output}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('Ctrl-C')) return;
      clearTimeout(late);
      child.removeAllListeners('exit');
      ready();
    });
  });
  const [gateway, ent, teleservice, start, inbox, franceconnect] = ports;
  return {
    urls: {
      gateway: `http://127.0.0.1:${gateway}`,
      ent: `http://localhost:${ent}`,
      teleservice: `http://localhost:${teleservice}`,
      start: `http://localhost:${start}`,
      inbox: `http://localhost:${inbox}`,
      franceconnect: `http://localhost:${franceconnect}`,
    },
    output: () => output,
    stop: async () => {
      const ended = new Promise<number | null>((done) => child.once('exit', done));
      child.kill('SIGINT');
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
