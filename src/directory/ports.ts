/** A school as the school records declare it (domain 1, 14.1). */
export interface School {
  /** Seven digits and a key letter (domain 3). */
  uai: string;
  name: string;
  /** 1: primary (1er degré), 2: collège, lycée (2nd degré). */
  degree: 1 | 2;
  /** Academy code of domain 3. */
  academy?: string;
  /** ENTStructureJointure. */
  structureId?: string;
  classes: readonly SchoolClass[];
}

export interface SchoolClass {
  name: string;
  /** MEFSTAT4; absent where the level has none known to us. */
  level?: string;
}

/** The schools of this platform. */
export interface SchoolStore {
  find(uai: string): Promise<School | undefined>;
  /** The schools of those codes that exist, in any order. */
  findMany(uais: readonly string[]): Promise<School[]>;
  /** Adds or replaces each. */
  saveMany(schools: readonly School[]): Promise<void>;
  count(): Promise<number>;
}
