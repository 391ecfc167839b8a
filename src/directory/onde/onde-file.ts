import type { OnRead, SourceFile } from '../intake/source-file.js';
import type { School } from '../ports.js';
import type { OndeType } from './onde-columns.js';

export interface OndeFile {
  source: SourceFile;
  head: string;
  type: OndeType;
}

export interface OndeOptions {
  /** UAI that the operator gave. */
  school?: string;
  known: readonly School[];
  onRead?: OnRead;
}
