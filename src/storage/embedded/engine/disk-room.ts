import { closeSync, existsSync, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import { CommandError } from '../command-error.js';
import { DataFile, type Meta } from './data-file.js';
import { isFullDisk } from './disk-error.js';

/** A value touches its leaf, may split it, and its undoing may touch one more; a removal touches its leaf and one beside it. */
const pagesPerValue = 3;
const pagesPerRemoval = 2;
/** Left over for removals by everything else, in pages: who removes on a full disk makes room. */
const forRemovals = 1024;
/** The system's page, which LMDB takes; larger ones only make the count too careful. */
const leastPage = 4096;
/** For the list of free pages and the root, in pages. */
const allowance = 64;
/** The file grows by an eighth, at least and at most by so many bytes. */
const leastGrowth = 1024 * 1024;
const mostGrowth = 16 * 1024 * 1024;

/** Pages that writes may need: single ones, and runs of pages for large values, which free pages seldom are. */
interface Need {
  single: number;
  runs: number;
}

/**
 * Sees that the disk has room before LMDB writes: it reserves the end of the data file by writing zeroes. LMDB must not meet
 * a full disk itself, for lmdb 3.5.6 then writes its message beyond the buffer it has for it (`mdb_page_flush`), and the
 * process ends later with "free(): invalid size".
 */
export class DiskRoom {
  private known: { meta: Meta; fileSize: number } | undefined;
  /** Since `known` was read, and of that in the transaction that runs. */
  private since: Need = { single: 0, runs: 0 };
  private running: Need = { single: 0, runs: 0 };
  /** What the two transactions before took: pages they freed are not free yet. */
  private before: [number, number] = [0, 0];

  constructor(private readonly file: string) {}

  begin(): void {
    this.before = [this.before[1], this.running.single + this.running.runs];
    this.running = { single: 0, runs: 0 };
  }

  /**
   * Counts a value of `newLength` bytes over one of `oldLength`, which its undoing would write again.
   * @throws CommandError OutOfDiskSpace when the disk has no room for it.
   */
  takeForValue(newLength: number, oldLength: number): void {
    this.take(needOf(pagesPerValue, [newLength, oldLength]), forRemovals);
  }

  /** Counts the removal of a value of `oldLength` bytes. @throws CommandError OutOfDiskSpace. */
  takeForRemoval(oldLength: number): void {
    this.take(needOf(pagesPerRemoval, [oldLength]), 0);
  }

  private take({ single, runs }: Need, leftOver: number): void {
    for (const need of [this.since, this.running]) {
      need.single += single;
      need.runs += runs;
    }
    if (this.missing() + leftOver > 0) this.renew(leftOver);
  }

  /** How many pages the file is too short by; negative when there are some to spare. */
  private missing(): number {
    if (!this.known) return 1;
    const { meta, fileSize } = this.known;
    const used = meta.main.pages + meta.freePages.pages + 2;
    const reusable = Math.max(0, meta.lastPage + 1 - used - this.before[0] - this.before[1]);
    const touched = this.since.single + meta.main.branches + allowance;
    const needed = meta.lastPage + 1 + this.since.runs + Math.max(0, touched - reusable);
    return needed - Math.floor(fileSize / meta.pageSize);
  }

  private renew(leftOver: number): void {
    if (!existsSync(this.file) || statSync(this.file).size === 0) return;
    const file = new DataFile(this.file);
    file.close();
    this.known = { meta: file.meta, fileSize: file.size };
    this.since = { ...this.running };
    const missing = this.missing() + leftOver;
    if (missing <= 0) return;
    const step = Math.min(mostGrowth, Math.max(leastGrowth, file.size / 8));
    this.known.fileSize = grow(this.file, missing * file.meta.pageSize + step);
    if (this.missing() + leftOver <= 0) return;
    throw new CommandError(
      'OutOfDiskSpace',
      `There is no room left for ${this.file}: this write was not done. Make room; the store goes on by itself.`,
    );
  }
}

/** A large value has pages of its own, which follow each other (LMDB, overflow pages). */
function needOf(single: number, lengths: readonly number[]): Need {
  const need = { single, runs: 0 };
  for (const length of lengths) {
    const pages = length > leastPage / 4 ? Math.ceil((length + 32) / leastPage) : 0;
    if (pages === 1) need.single += 1;
    else need.runs += pages;
  }
  return need;
}

/** Writes zeroes behind the end of `file`, as many of `bytes` as there is room for; gives its new size. */
function grow(file: string, bytes: number): number {
  const descriptor = openSync(file, 'r+');
  let { size } = fstatSync(descriptor);
  const end = size + bytes;
  const zeroes = Buffer.alloc(64 * 1024);
  try {
    while (size < end) {
      const written = writeSync(descriptor, zeroes, 0, zeroes.length, size);
      size += written;
      if (written < zeroes.length) break;
    }
  } catch (error) {
    if (!isFullDisk(error)) throw error;
  } finally {
    closeSync(descriptor);
  }
  return size;
}
