import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rmdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runCommand } from './run-command.js';

const helpers = resolve('.helpers');
const environment = join(helpers, 'python');
const python = join(environment, 'bin', 'python');

/**
 * The path of a Python that has `packages` (pip requirements), in a virtual environment of the working copy, made when it
 * is missing.
 * @throws Error when there is no python3 or no package index.
 */
export async function pythonWith(packages: readonly string[]): Promise<string> {
  const wanted = createHash('sha256')
    .update([...packages].sort().join('\n'))
    .digest('hex')
    .slice(0, 16);
  const done = join(environment, `has-${wanted}`);
  if (existsSync(done)) return python;
  await mkdir(helpers, { recursive: true });
  await alone(join(helpers, 'python.lock'), async () => {
    if (existsSync(done)) return;
    if (!existsSync(python)) await runCommand('python3', ['-m', 'venv', environment]);
    await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
    await writeFile(done, `${packages.join('\n')}\n`);
  });
  return python;
}

/** Test files run in several processes: one makes the environment, the others wait. A lock of ten minutes is a dead one's. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const since = await stat(lock).then(
        (found) => Date.now() - found.mtimeMs,
        () => 0,
      );
      if (since > 600_000) await rmdir(lock).catch(() => undefined);
      await pause(200);
    }
  }
  try {
    await work();
  } finally {
    await rmdir(lock);
  }
}
