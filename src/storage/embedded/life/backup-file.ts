import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { isInstant } from '../../../calendar.js';
import { OperatorError } from '../../../operator-error.js';

const number = v.pipe(v.number(), v.finite());
/**
 * A backup is one file: the data file of LMDB, then a manifest in JSON, then a last line with the manifest's length and
 * the SHA-256 of all before it. LMDB knows how long its data is, and overlooks what follows.
 */
const manifestForm = v.object({
  madeAt: v.pipe(v.string(), v.check(isInstant)),
  format: number,
  dataBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  faults: number,
  collections: v.array(v.object({ name: v.string(), documents: number, indexes: number })),
});

/** What a backup says of itself. */
export type Manifest = v.InferOutput<typeof manifestForm>;

const title = 'passerelle-store-backup 1';
const lastLine = new RegExp(`^\n${title} (\\d{10}) ([0-9a-f]{64})\n$`);
const lastLineLength = 2 + title.length + 1 + 10 + 1 + 64;

/** Makes the data file at `path` a backup: adds what tells that it is whole, and waits until it is on the disk. */
export async function seal(path: string, manifest: Manifest): Promise<void> {
  const text = Buffer.from(JSON.stringify(manifest));
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  hash.update(text);
  const length = String(text.length).padStart(10, '0');
  const file = await open(path, 'a', 0o600);
  try {
    await file.writeFile(Buffer.concat([text, Buffer.from(`\n${title} ${length} ${hash.digest('hex')}\n`)]));
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Reads a whole backup and hands each piece of its data file to `take`.
 * @throws OperatorError when the file is no backup, was cut, or is not as it was written.
 */
export async function readBackup(path: string, take: (data: Buffer) => Promise<void>): Promise<Manifest> {
  const file = await openBackup(path);
  try {
    const { size } = await file.stat();
    const { text, sha256 } = await readEnd(file, { path, size });
    const manifest = readManifest(path, text);
    const end = size - lastLineLength - text.length;
    if (manifest.dataBytes !== end) throw damaged(path);
    const hash = createHash('sha256');
    await readPieces(file, end, hash, take);
    if (hash.update(text).digest('hex') !== sha256) throw damaged(path);
    return manifest;
  } finally {
    await file.close();
  }
}

async function openBackup(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OperatorError(
      `${path} cannot be read (${code}): give the file that gateway store backup wrote.`,
      {
        cause: error,
      },
    );
  }
  throw new OperatorError(`${path} is no file: give the file that gateway store backup wrote.`);
}

async function readEnd(
  file: FileHandle,
  { path, size }: { path: string; size: number },
): Promise<{ text: Buffer; sha256: string }> {
  const from = Math.max(0, size - lastLineLength);
  const found = lastLine.exec((await readAt(file, from, size - from)).toString('latin1'));
  const [, length, sha256] = found ?? [];
  if (length === undefined || sha256 === undefined || Number(length) > from) {
    throw new OperatorError(`${path} is no backup of a store, or its end is missing: give another backup.`);
  }
  return { text: await readAt(file, from - Number(length), Number(length)), sha256 };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function readPieces(
  file: FileHandle,
  end: number,
  hash: Hash,
  take: (data: Buffer) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < end;) {
    const piece = await readAt(file, at, Math.min(1 << 20, end - at));
    if (piece.length === 0) return;
    hash.update(piece);
    await take(piece);
    at += piece.length;
  }
}

function readManifest(path: string, text: Buffer): Manifest {
  try {
    return v.parse(manifestForm, JSON.parse(text.toString()));
  } catch {
    throw damaged(path);
  }
}

function damaged(path: string): OperatorError {
  return new OperatorError(`${path} is damaged: it is not as it was written. Give another backup.`);
}
