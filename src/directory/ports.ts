import type { AccountKind, AccountState, Person, SchoolContact } from '../accounts/ports.js';
import type { Refusal } from './feed/refusals.js';

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
  /** Every school, in the order of UAI: a few thousand in the largest academy. */
  all(): Promise<School[]>;
  count(): Promise<number>;
}

/**
 * A key under which a person is found again (domain 4.1), or what one source says of the person.
 * `p:` and `g:` and a ref: what a source (an academy's feed, or the export of one school) declares of a pupil or a guardian.
 * `i:` the keyed hash of an INE, `m:` that of names, mail and mobile of a guardian: they lead to the account, no more.
 */
export interface PersonKey {
  id: string;
  accountId: string;
  /** Hash of what the source said last; absent: it must be compared with the account. */
  fingerprint?: string;
  /** The import that wrote the key: one that was broken off may not have made the account. */
  run: string;
  /** The schools where the source declares the person. */
  uais?: readonly string[];
  /** `p:`: refs of the guardians. `g:`: account ids of the children. */
  links?: readonly string[];
}

/** Person keys, many at once. */
export interface PersonKeyStore {
  /** No import has written anything yet. */
  isEmpty(): Promise<boolean>;
  findMany(ids: readonly string[]): Promise<Map<string, PersonKey>>;
  /** Adds those that are not there yet and replaces the others. */
  saveMany(keys: readonly PersonKey[]): Promise<void>;
  /** Removes each that still leads to that account. */
  removeMany(keys: readonly Pick<PersonKey, 'id' | 'accountId'>[]): Promise<void>;
  /** Lets every key of one account lead to another; what the sources said last stays with the keys. */
  moveAccount(fromId: string, toId: string): Promise<void>;
  /** How many source records declare somebody at the school. */
  countOfSchool(uai: string): Promise<number>;
  /** The source records of the school, in batches. */
  ofSchool(uai: string): AsyncIterable<PersonKey[]>;
}

/** An account as the import sees it. */
export interface ImportedAccount {
  id: string;
  state: AccountState;
  person: Person;
  contact?: SchoolContact;
  searchName?: string;
  mergedInto?: string;
}

/** What an import writes into an account that is there. */
export interface PersonUpdate {
  id: string;
  person: Person;
  contact?: SchoolContact;
  searchName: string;
}

/** An account to make, but for its identifier. */
export interface NewPerson extends PersonUpdate {
  kind: AccountKind;
}

/** The persons of accounts, as far as an import may touch them: never a password, an e-mail address of their own, a letter. */
export interface StoredPersons {
  findMany(ids: readonly string[]): Promise<ImportedAccount[]>;
  /** Makes them NON_NOTIFIE, each with an identifier of its own; those that are there already stay as they are. */
  createMany(persons: readonly NewPerson[]): Promise<void>;
  updateMany(updates: readonly PersonUpdate[]): Promise<void>;
}

/** The accounts of an import: persons, and their state along the table of domain 4, audited under the id of the run. */
export interface ImportAccounts extends StoredPersons {
  /** SORTI, the former state kept; ends their sessions. Those that are not in a living state stay as they are. */
  leaveMany(ids: readonly string[], run: string): Promise<void>;
  /** Back from SORTI to the former state. */
  returnMany(ids: readonly string[], run: string): Promise<void>;
}

/** One import, or one trial of it, as it can be read later. */
export interface ImportRun {
  id: string;
  /** `applying` that never ends: it was broken off. */
  state: 'planning' | 'planned' | 'applying' | 'applied' | 'stopped' | 'failed';
  startedAt: Date;
  endedAt?: Date;
  dryRun: boolean;
  /** Names of the files as given. */
  sources: readonly string[];
  /** Who asked. */
  by: string;
  /** The report as JSON text; absent until planned. */
  report?: string;
  /** Why it failed, in English. */
  fault?: string;
  /** The same as codes, when it was the feed. */
  refusals?: readonly Refusal[];
}

export interface ImportRunStore {
  save(run: ImportRun): Promise<void>;
  find(id: string): Promise<ImportRun | undefined>;
  /** The latest so many, without their reports, newest first. */
  latest(most: number): Promise<ImportRun[]>;
  /** Ids of those that were broken off while they wrote. */
  brokenOff(): Promise<string[]>;
}
