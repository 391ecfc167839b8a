import type { FeedFormat } from '../feed/feed-item.js';
import type { Refusal } from '../feed/refusals.js';

/**
 * What becomes of an upload. `trying` and `applying` are work of a process, which died when nobody says any more that the work
 * lives; `refused`: no import could be made of the files.
 */
export type UploadState = 'receiving' | 'trying' | 'tried' | 'applying' | 'applied' | 'refused';

/** How far the work is. */
export interface UploadProgress {
  phase: 'reading' | 'writing';
  done: number;
  total: number;
}

/** What the operator says of the files besides giving them. */
export interface UploadOptions {
  format?: FeedFormat;
  /** UAI, for files that do not say their school. */
  school?: string;
  /** Code, for AAF files whose schools do not say their academy. */
  academy?: string;
}

/** Files that an operator sent, on the disk of the process that received them. */
export interface Upload {
  /** 128 random bits; the files are in the folder of that name. */
  id: string;
  /** The session of the operator who sent them: nobody else sees them or applies them. */
  session: string;
  /** Name of the operator. */
  by: string;
  state: UploadState;
  /** Names as the browser gave them, for people; never a path. */
  files: readonly { name: string; size: number }[];
  options: UploadOptions;
  /** Id of the last import or trial made of them. */
  run?: string;
  /** Why the last work ended without a report: a sentence, or a word of `UploadFault`. */
  fault?: string;
  /** The sentence as codes, when it was the feed. */
  refusals?: readonly Refusal[];
  progress?: UploadProgress;
  /** The work lives at least until then; absent: nothing runs. */
  aliveUntil?: Date;
  /** The files are kept until then. */
  expiresAt: Date;
  version: number;
}

/** Ends of a work that have no sentence of their own. */
export const uploadFaults = ['broken-off', 'internal', 'files-gone'] as const;
export type UploadFault = (typeof uploadFaults)[number];

/** What a step changes; undefined removes. */
export type UploadChange = Partial<Pick<Upload, 'state' | 'files' | 'options'>> & {
  [K in 'run' | 'fault' | 'refusals' | 'progress' | 'aliveUntil']?: Upload[K] | undefined;
};

/** Uploads at rest; each step is one conditional document operation. */
export interface UploadRepository {
  add(upload: Upload): Promise<void>;
  /** The upload of that id, whoever sent it. */
  find(id: string): Promise<Upload | undefined>;
  /** Those of the session that are not past, newest last. */
  ofSession(session: string, now: Date): Promise<Upload[]>;
  /** Changes the upload if it is still as it was read; false: another request was first. */
  change(upload: Pick<Upload, 'id' | 'version'>, change: UploadChange): Promise<boolean>;
  /** Says that its work lives, and how far it is. */
  beat(id: string, aliveUntil: Date, progress: UploadProgress): Promise<void>;
  remove(id: string): Promise<void>;
}

/** True while a process works on it, or receives it. */
export function isAtWork({ aliveUntil }: Pick<Upload, 'aliveUntil'>, now: Date): boolean {
  return aliveUntil !== undefined && aliveUntil > now;
}

/** True when the process that worked on it died. */
export function isBrokenOff(upload: Pick<Upload, 'state' | 'aliveUntil'>, now: Date): boolean {
  return ['receiving', 'trying', 'applying'].includes(upload.state) && !isAtWork(upload, now);
}
