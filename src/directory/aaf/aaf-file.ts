import type { SourceFile } from '../intake/source-file.js';

/** What the files of an AAF archive hold (domain 14.1). */
export type AafType =
  'EtabEducNat' | 'MefEducNat' | 'MatiereEducNat' | 'Eleve' | 'PersRelEleve' | 'PersEducNat';

/** The order in which they can be understood: schools before pupils, pupils before their guardians. */
const order: readonly AafType[] = [
  'MefEducNat',
  'EtabEducNat',
  'Eleve',
  'PersRelEleve',
  'MatiereEducNat',
  'PersEducNat',
];

/** Values of `categoriePersonne` and `categorieStructure`, those of the primary schools' feed among them. */
const categories: Readonly<Record<string, AafType>> = {
  eleve: 'Eleve',
  persreleleve: 'PersRelEleve',
  perseducnat: 'PersEducNat',
  etabeducnat: 'EtabEducNat',
  mefeducnat: 'MefEducNat',
  matiereeducnat: 'MatiereEducNat',
};

/** The type of a file of an AAF feed: by its name, else by the first record of its beginning. */
export function aafTypeOf(name: string, head: string): AafType | undefined {
  if (!head.includes('ficAlimMENESR')) return undefined;
  const named = /_(EtabEducNat|MefEducNat|MatiereEducNat|Eleve|PersRelEleve|PersEducNat)(_\d+)?\.xml$/i.exec(
    name,
  )?.[1];
  const category = /<attr\s+name="categorie(?:Personne|Structure)"\s*>\s*<value>\s*(\w+)/.exec(head)?.[1];
  const found = categoryOf(named ?? category ?? '');
  if (found !== undefined) return found;
  if (/name="ENTMEF|name="ENTMef/.test(head)) return 'MefEducNat';
  if (/name="ENTMat/.test(head)) return 'MatiereEducNat';
  return /name="ENTStructureUAI"/.test(head) ? 'EtabEducNat' : undefined;
}

/** The type that a category names, in any case. */
export function categoryOf(name: string): AafType | undefined {
  return categories[name.toLowerCase()];
}

export interface AafFile {
  source: SourceFile;
  type: AafType;
}

/** The files in the order in which they are read. */
export function inReadingOrder(files: readonly AafFile[]): AafFile[] {
  const rank = ({ type, source }: AafFile): string => `${order.indexOf(type)} ${source.name}`;
  return [...files].sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

/** 1 when the name says that the file is of primary schools, as `ENT_1D_…`; 2 when of secondary ones. */
export function degreeOfName(name: string): 1 | 2 | undefined {
  const found = /(?:^|[_\-/:.])([12])D(?:[_\-/:.]|$)/i.exec(name)?.[1];
  return found === undefined ? undefined : found === '1' ? 1 : 2;
}

/** `Complet` or `Delta`, from the name of the file or of the archive or folder it lies in. */
export function scopeOfName(name: string): 'complete' | 'delta' | undefined {
  const words = name.split(/[/\\:]/).toReversed();
  for (const word of words) {
    if (/delta/i.test(word)) return 'delta';
    if (/complet/i.test(word)) return 'complete';
  }
  return undefined;
}
