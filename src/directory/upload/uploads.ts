import type { Random } from '../../random.js';
import { firstLife, Heartbeat, type HeartbeatTools } from './heartbeat.js';
import type { UploadFolders } from './upload-folders.js';
import type { UploadWork } from './upload-work.js';
import { isAtWork, isBrokenOff, type Upload, type UploadOptions, type UploadRepository } from './upload.js';

export interface UploadsTools extends HeartbeatTools {
  uploads: UploadRepository;
  folders: UploadFolders;
  work: Pick<UploadWork, 'start'>;
  random: Random;
}

/** The operator whose upload it is: the session, and when it ends. */
export interface UploadOwner {
  id: string;
  name: string;
  expiresAt: Date;
}

/** An upload that comes in. */
export interface IncomingUpload {
  /** Where its files go, under the names `0`, `1`... */
  folder: string;
  /** Once all is there: tries it. */
  complete(files: Upload['files']): Promise<Upload>;
  /** Once something went wrong: nothing stays. */
  abandon(): Promise<void>;
}

/** Milliseconds for which files are kept. */
const kept = 60 * 60_000;
/** Uploads of one session at a time. */
const most = 10;

/** The uploads of operators, from the first octet to the import. Every step checks whose it is. */
export class Uploads {
  constructor(private readonly tools: UploadsTools) {}

  /** Makes place for an upload; undefined when the session has too many already. */
  async begin(owner: UploadOwner, options: UploadOptions): Promise<IncomingUpload | undefined> {
    const { uploads, folders, random, clock } = this.tools;
    const now = clock.now();
    if ((await uploads.ofSession(owner.id, now)).length >= most) return undefined;
    const upload: Upload = {
      ...{ id: random.bytes(16).toString('hex'), session: owner.id, by: owner.name },
      ...{ state: 'receiving', files: [], options, version: 1 },
      aliveUntil: firstLife(this.tools),
      expiresAt: earlier(owner.expiresAt, new Date(now.getTime() + kept)),
    };
    await uploads.add(upload);
    const heart = new Heartbeat(this.tools, upload.id);
    const abandon = async (): Promise<void> => {
      heart.stop();
      await folders.remove(upload.id);
      await uploads.remove(upload.id);
    };
    const complete = async (files: Upload['files']): Promise<Upload> => {
      heart.stop();
      const whole = { ...upload, files };
      await this.tools.work.start(whole, { dryRun: true });
      return whole;
    };
    try {
      return { folder: await folders.make(upload.id), complete, abandon };
    } catch (error) {
      await abandon();
      throw error;
    }
  }

  /** The upload of that id, if it is the session's and not past. */
  async find(id: string, owner: Pick<UploadOwner, 'id'>): Promise<Upload | undefined> {
    if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
    const upload = await this.tools.uploads.find(id);
    return upload?.session === owner.id && upload.expiresAt > this.tools.clock.now() ? upload : undefined;
  }

  /** Those of the session, those that never came whole left out. */
  async list(owner: Pick<UploadOwner, 'id'>): Promise<Upload[]> {
    const found = await this.tools.uploads.ofSession(owner.id, this.tools.clock.now());
    return found.filter(({ state }) => state !== 'receiving');
  }

  /** Tries it again after its work died. */
  async tryAgain(upload: Upload): Promise<void> {
    if (upload.state === 'trying' && isBrokenOff(upload, this.tools.clock.now()))
      await this.tools.work.start(upload, { dryRun: true });
  }

  /** Imports the files that were tried; also goes on where a work died. Asked twice at once it is done once. */
  async apply(upload: Upload, allowDepartures: 'all' | readonly string[]): Promise<void> {
    const died = upload.state === 'applying' && isBrokenOff(upload, this.tools.clock.now());
    if (upload.state === 'tried' || died)
      await this.tools.work.start(upload, { dryRun: false, allowDepartures });
  }

  /** Throws the files away; false while somebody works on them. */
  async discard(upload: Upload): Promise<boolean> {
    if (isAtWork(upload, this.tools.clock.now())) return false;
    await this.tools.folders.remove(upload.id);
    await this.tools.uploads.remove(upload.id);
    return true;
  }

  /** Removes from this disk what is past, what never came whole, and what no record speaks of. */
  async sweep(): Promise<void> {
    const { uploads, folders, clock } = this.tools;
    for (const id of await folders.list()) {
      const upload = await uploads.find(id);
      const now = clock.now();
      if (upload !== undefined && isAtWork(upload, now)) continue;
      const never = upload?.state === 'receiving';
      if (upload !== undefined && upload.expiresAt > now && !never) continue;
      await folders.remove(id);
      if (never) await uploads.remove(id);
    }
  }
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
