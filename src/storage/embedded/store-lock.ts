import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { OperatorError } from '../../operator-error.js';

/** Another living process owns the store. */
export class StoreLockedError extends OperatorError {
  constructor(
    readonly pid: number,
    file: string,
  ) {
    super(
      `The embedded store is in use by process ${pid} (${file}): one process at a time may open it. ` +
        'Stop that process, set DATA_DIR to another folder, or set MONGODB_URI to share a server.',
    );
  }
}

interface Holder {
  pid: number;
  /** When that process started, as the kernel counts; tells a process from a later one with its number. */
  started: string;
}

/**
 * Takes the single-process lock and gives back how to release it. A lock whose process is gone is taken over.
 * @throws StoreLockedError naming the process that holds it.
 */
export function takeStoreLock(file: string): () => void {
  const self: Holder = { pid: process.pid, started: startOf(process.pid) ?? '' };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
  try {
    while (!linked(draft, file)) removeIfDead(file);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    const holder = readHolder(file);
    if (holder?.pid === self.pid && holder.started === self.started) rmSync(file, { force: true });
  };
}

/** The living process that holds the lock, if one does. */
export function lockHolder(file: string): number | undefined {
  const holder = readHolder(file);
  return holder && isAlive(holder) ? holder.pid : undefined;
}

/** A hard link is made by one process only, whoever else tries at the same moment. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfDead(file: string): void {
  const holder = readHolder(file);
  if (holder && isAlive(holder)) throw new StoreLockedError(holder.pid, file);
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && isAlive(moved)) linked(aside, file);
  rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const present = startOf(pid);
  return present === undefined || started === '' || present === started;
}

/** Field 22 of /proc/PID/stat with the boot's id; another text for a zombie, undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields[0] === 'Z' ? 'ended' : fields[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  } catch {
    return undefined;
  }
}
