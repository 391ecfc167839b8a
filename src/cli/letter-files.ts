import { constants } from 'node:fs';
import { access, link, mkdir, open, rm, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { LetterFile, LetterOutput } from '../accounts/letter-ports.js';
import { notificationCsv } from '../documents/notification-csv.js';
import type { LetterBatch, LetterStyle } from '../documents/ports.js';
import { writeLabels } from '../documents/write-labels.js';
import { writeLetters } from '../documents/write-letters.js';
import { inFolder } from '../operator-error.js';

export interface LetterFileOptions {
  folder: string;
  style: LetterStyle;
  labels: boolean;
  csv: boolean;
  /** What the names of the files say: school, class, kind. */
  name: string;
}

/** Letters as files that only this user can read. A draft gets its final name once its passwords are in force. */
export class LetterFiles implements LetterOutput {
  constructor(private readonly options: LetterFileOptions) {}

  async write(run: string, batch: LetterBatch): Promise<LetterFile[]> {
    const { folder, style, labels, csv, name } = this.options;
    await inFolder('--out', folder, () => mkdir(folder, { recursive: true }));
    const stamp = batch.madeAt.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
    const fileOf = (kind: string, extension: string): LetterFile => {
      const final = resolve(join(folder, `${kind}-${name}-${stamp}.${extension}`));
      return { draft: `${final}.${run}.part`, final };
    };
    const letters = fileOf('lettres', 'pdf');
    await writeWhole(letters.draft, (file) => writePdf(file, (out) => writeLetters(batch, style, out)));
    const files = [letters];
    if (labels) {
      files.push(fileOf('etiquettes', 'pdf'));
      await writeWhole(files.at(-1)!.draft, (file) =>
        writePdf(file, (out) => writeLabels(batch, style, out)),
      );
    }
    if (csv) {
      files.push(
        fileOf(
          batch.letters[0]?.kind === 'guardian' ? 'responsables_notification' : 'eleves_notification',
          'csv',
        ),
      );
      await writeWhole(files.at(-1)!.draft, (file) => file.writeFile(notificationCsv(batch, style.timeZone)));
    }
    return files;
  }

  /** A link never replaces a file: a document is never lost under another of its name. */
  async publish({ draft, final }: LetterFile): Promise<boolean> {
    await link(draft, final).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
    });
    if (!(await exists(final))) return false;
    await syncFolder(dirname(final));
    await rm(draft, { force: true });
    return true;
  }

  async discard(files: readonly LetterFile[]): Promise<void> {
    for (const { draft, final } of files) {
      await rm(draft, { force: true });
      await rm(final, { force: true });
    }
  }
}

async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await write(file);
    await file.sync();
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
}

/** Whole in memory: 7 kB a letter. */
async function writePdf(file: FileHandle, write: (out: Writable) => void): Promise<void> {
  const through = new PassThrough();
  write(through);
  await file.writeFile(await buffer(through));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
