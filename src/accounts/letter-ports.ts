import type { LetterBatch } from '../documents/ports.js';
import type { Actor } from './audit-ports.js';
import type { AccountKind } from './ports.js';

/** Where letters go: files for an operator. */
export interface LetterOutput {
  /** Writes the documents whole and durably, where nobody takes them for finished. */
  write(run: string, batch: LetterBatch): Promise<readonly LetterFile[]>;
  /** Makes a document of `write` findable; false when it is gone. Again does nothing. */
  publish(file: LetterFile): Promise<boolean>;
  /** Removes documents whose passwords nobody has. */
  discard(files: readonly LetterFile[]): Promise<void>;
}

export interface LetterFile {
  /** Where it is until it is published, and from then on. */
  draft: string;
  final: string;
}

/** Letters that are written and whose passwords are being put in force: what a process that dies leaves to the next. */
export interface LetterRun {
  id: string;
  uai: string;
  className?: string;
  kind: AccountKind;
  madeAt: Date;
  expiresAt: Date;
  by: Actor;
  files: readonly LetterFile[];
  accounts: readonly LetterAccount[];
}

export interface LetterAccount {
  id: string;
  identifier: string;
  passwordHash: string;
  /** As it was when the letter was written: what changed since is left as it is. */
  changedAt?: Date;
}

export interface LetterRunStore {
  save(run: LetterRun): Promise<void>;
  /** The runs of a school that were not finished. */
  ofSchool(uai: string): Promise<LetterRun[]>;
  remove(id: string): Promise<void>;
}
