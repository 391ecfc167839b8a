import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FeedError } from '../feed/feed-error.js';
import { archiveKindOf, extractArchive } from './extract-archive.js';
import type { SourceFile } from './source-file.js';

/** Folders within folders that are looked into. */
const deepest = 5;

/**
 * The files behind what an operator names: files, folders, .tgz and .zip archives, taken out into `workFolder`.
 * @throws FeedError naming what is not there or cannot be read.
 */
export async function collectSources(
  paths: readonly string[],
  workFolder: string,
  names: readonly string[] = paths,
): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const [place, path] of paths.entries()) {
    for (const found of await listFiles(path, deepest)) {
      const file = { ...found, name: found.name.replace(path, () => names[place] ?? path) };
      const kind = await archiveKindOf(file.path);
      if (kind === undefined) files.push(file);
      else files.push(...(await extractArchive(file, kind, await mkdtemp(join(workFolder, 'archive-')))));
    }
  }
  if (files.length === 0) {
    throw new FeedError({ code: 'file-none', values: { files: names.join(', ') } });
  }
  return files;
}

async function listFiles(path: string, depth: number): Promise<SourceFile[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const refusal =
      error.code === 'ENOENT'
        ? { code: 'path-missing' as const, values: { file: path } }
        : { code: 'path-unreadable' as const, values: { file: path, detail: error.message } };
    throw new FeedError(refusal, { cause: error });
  });
  if (found.isFile()) return [{ name: path, path, size: found.size }];
  if (!found.isDirectory()) throw new FeedError({ code: 'path-other', values: { file: path } });
  if (depth === 0) return [];
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  const lists = await Promise.all(names.map((name) => listWanted(join(path, name), depth - 1)));
  return lists.flat();
}

/** In a folder, what is of no use is passed over. */
async function listWanted(path: string, depth: number): Promise<SourceFile[]> {
  const found = await stat(path);
  if (found.isDirectory()) return listFiles(path, depth);
  const wanted = found.isFile() && /\.(xml|csv|zip|tgz|tar\.gz)$/i.test(basename(path));
  return wanted ? [{ name: path, path, size: found.size }] : [];
}
