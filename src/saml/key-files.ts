import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of the signing and encryption keys (certs/README.md). */
export type KeyFile =
  | 'signing.key'
  | 'signing.crt'
  | 'next.key'
  | 'next.crt'
  | 'former.crt'
  | 'encryption.key'
  | 'encryption.crt';

/** The text of `file`, or undefined when it is not there. */
export async function readKeyFile(folder: string, file: KeyFile): Promise<string | undefined> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The text of `file`, made by `make` when it is not there. Whole or absent at every instant, mode 0600; when two processes
 * make it together both get the text of the first one.
 */
export async function readOrMakeKeyFile(
  folder: string,
  file: KeyFile,
  make: () => Promise<string>,
): Promise<string> {
  const present = await readKeyFile(folder, file);
  if (present !== undefined) return present;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${file}.${randomUUID()}`);
  await writeDurably(draft, await make());
  try {
    await link(draft, join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(join(folder, file), 'utf8');
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
