import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A store served by a process of its own, which may be killed. */
export interface ServedStore {
  uri: string;
  child: ChildProcess;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Serves `dataDir` with the built program and its worker (`npm run build`). @throws Error with what the process wrote. */
export async function serveStore(dataDir: string): Promise<ServedStore> {
  const stdio = ['ignore', 'inherit', 'pipe', 'ipc'] as const;
  const child = spawn(process.execPath, [resolve('test/support/serve-store-process.js'), dataDir], {
    stdio: [...stdio],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const uri = await new Promise<string>((done, fail) => {
    child.once('message', (message) => done(String(message)));
    child.once('close', () => fail(new Error(complaint)));
  });
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return { uri, child, kill };
}
