import type { OnRead, SourceFile } from '../intake/source-file.js';
import type { School } from '../ports.js';

/** What a SIECLE file is, by its root element (domain 14.2). */
export type SiecleType = 'eleves' | 'responsables' | 'structures' | 'nomenclature';

const types: Readonly<Record<string, SiecleType>> = {
  BEE_ELEVES: 'eleves',
  BEE_RESPONSABLES: 'responsables',
  BEE_STRUCTURES: 'structures',
  BEE_NOMENCLATURES: 'nomenclature',
  BEE_NOMENCLATURE: 'nomenclature',
};

export function siecleTypeOf(root: string | undefined): SiecleType | undefined {
  return root === undefined ? undefined : types[root.toUpperCase()];
}

export interface SiecleFile {
  source: SourceFile;
  type: SiecleType;
}

export interface SiecleOptions {
  known: readonly School[];
  today: string;
  onRead?: OnRead;
}
