import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A store in a process of its own, as `npm run build` made it. */
export interface StoreProcess {
  uri: string;
  pid: number;
  stop(): Promise<void>;
}

const script = (program: string): string => `import('${program}').then(async ({ startEmbeddedStore }) => {
  const store = await startEmbeddedStore({ dataDir: process.argv[1] });
  process.once('message', () => store.stop().then(() => process.disconnect()));
  process.send(store.uri);
});`;

/** Serves the store of `dataDir` with its worker. @throws Error when it ends before it serves. */
export async function startStoreProcess(dataDir: string): Promise<StoreProcess> {
  const program = new URL('../../../dist/storage/embedded/start-embedded-store.js', import.meta.url).href;
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  const child = spawn(process.execPath, ['-e', script(program), dataDir], { stdio: [...stdio] });
  const uri = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (status) => reject(new Error(`the store's process ended with ${status}`)));
  });
  const stop = async (): Promise<void> => {
    const exited = once(child, 'exit');
    child.send('stop');
    await exited;
  };
  return { uri, pid: child.pid ?? 0, stop };
}
