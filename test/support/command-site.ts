import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CliContext } from '../../src/cli/context.js';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';
import { openStorage, type Storage } from '../../src/storage/open-storage.js';

/** A store of its own, and commands of `gateway` on it. */
export interface CommandSite {
  folder: string;
  storage: Storage;
  /** Runs `gateway WORDS`; gives what it wrote, or throws as the command line does. */
  run(...words: string[]): Promise<{ out: string; warned: string }>;
  stop(): Promise<void>;
}

type AddCommands = (program: Command, context: CliContext) => void;

/** Opens it. `settings` over the default ones; `typed`: the line that is there to be read. */
export async function openCommandSite(
  addCommands: readonly AddCommands[],
  { settings = {}, typed }: { settings?: Record<string, string>; typed?: string } = {},
): Promise<CommandSite> {
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-'));
  const server = await openStoreServer({ dataDir: folder, clock: systemClock });
  const config = readConfig({ DATA_DIR: folder, ...settings });
  const storage = await openStorage(config, createLog('silent'), 'command');
  return {
    folder,
    storage,
    run: async (...words) => {
      const out: string[] = [];
      const warned: string[] = [];
      const context: CliContext = {
        config,
        out: (line) => void out.push(line),
        warn: (line) => void warned.push(line),
        readLine: async () => typed,
        confirm: async () => false,
        withStorage: (work) => work(storage),
      };
      const program = new Command('gateway').exitOverride().configureOutput({ writeErr: () => {} });
      for (const add of addCommands) add(program, context);
      await program.parseAsync(words, { from: 'user' });
      return { out: out.join('\n'), warned: warned.join('\n') };
    },
    stop: async () => {
      await storage.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
