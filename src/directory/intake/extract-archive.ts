import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { openPromise } from 'yauzl';
import { FeedError } from '../feed/feed-error.js';
import { ExtractionLimits } from './extraction-limits.js';
import type { SourceFile } from './source-file.js';

/** What an archive is, by its first octets: names are often wrong. */
export async function archiveKindOf(path: string): Promise<'gzip' | 'zip' | undefined> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip';
    return buffer.toString('latin1', 0, 4) === 'PK\u0003\u0004' ? 'zip' : undefined;
  } finally {
    await file.close();
  }
}

/**
 * Takes the XML and CSV files out of a .tgz or .zip, into `folder`, under names of their own: links, devices and folders of the
 * archive are left in it.
 * @throws FeedError for an archive that is broken, leads out of itself, or grows beyond all measure.
 */
export async function extractArchive(
  archive: SourceFile,
  kind: 'gzip' | 'zip',
  folder: string,
): Promise<SourceFile[]> {
  const extraction = new Extraction(archive, folder);
  try {
    await (kind === 'gzip' ? extraction.takeTar() : extraction.takeZip());
  } catch (error) {
    if (error instanceof FeedError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    const values = { file: archive.name, detail };
    throw new FeedError({ code: 'archive-unreadable', values }, { cause: error });
  }
  return extraction.files;
}

class Extraction {
  readonly files: SourceFile[] = [];
  private readonly limits: ExtractionLimits;

  constructor(
    private readonly archive: SourceFile,
    private readonly folder: string,
  ) {
    this.limits = new ExtractionLimits(archive.name, archive.size);
  }

  async takeTar(): Promise<void> {
    const extract = tar.extract();
    const fed = pipeline(createReadStream(this.archive.path), createGunzip(), extract);
    // Heard below, once the entries end.
    fed.catch(() => undefined);
    for await (const entry of extract) {
      const name = this.limits.nameOf(entry.header.name);
      if (name !== undefined && entry.header.type === 'file')
        await this.keep(name, entry as unknown as Readable);
      else await this.skip(entry as unknown as Readable);
    }
    await fed;
  }

  async takeZip(): Promise<void> {
    const zip = await openPromise(this.archive.path, { lazyEntries: true, validateEntrySizes: true });
    try {
      for await (const entry of zip.eachEntry()) {
        const name = this.limits.nameOf(entry.fileName);
        if (name !== undefined && !isLink(entry.externalFileAttributes)) {
          await this.keep(name, await zip.openReadStreamPromise(entry));
        }
      }
    } finally {
      zip.close();
    }
  }

  private async keep(name: string, content: Readable): Promise<void> {
    const path = join(this.folder, `${this.files.length}-${name}`);
    let size = 0;
    const counted = new Transform({
      transform: (piece: Buffer, _, done) => {
        size += piece.length;
        try {
          this.limits.count(piece.length);
          done(null, piece);
        } catch (error) {
          done(error as Error);
        }
      },
    });
    await pipeline(content, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    this.files.push({ name: `${this.archive.name}:${name}`, path, size });
  }

  private async skip(content: Readable): Promise<void> {
    for await (const piece of content) this.limits.count((piece as Buffer).length);
  }
}

/** A symbolic link, as Unix writes it into a zip. */
function isLink(attributes: number): boolean {
  return ((attributes >>> 16) & 0o170000) === 0o120000;
}
