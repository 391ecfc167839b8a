import type { MessageLanguage } from '../messaging/ports.js';
import type { ActivationPath } from './guardian-ports.js';

/** Pupil (élève) or legal guardian (responsable légal). */
export type AccountKind = 'pupil' | 'guardian';

/** Account states of domain 4; the names are those that staff read. */
export type AccountState =
  | 'NON_NOTIFIE'
  | 'NOTIFIE'
  | 'EXPIRE'
  | 'EN_ATTENTE_MAIL'
  | 'ACTIF'
  | 'VERROUILLE'
  | 'SORTI'
  | 'SUPPRIME'
  | 'FUSIONNE';

/** A pupil's attachment to a school, as the school's records declare it. */
export interface SchoolAttachment {
  uai: string;
  /** 1: primary (1er degré), 2: collège, lycée (2nd degré). */
  degree: 1 | 2;
  /** Academy code of domain 3. */
  academy?: string;
  /** ENTPersonJointure in that academy's feed. */
  jointure?: string;
  /** ENTEleveStructRattachId. */
  structureId?: string;
  className?: string;
  /** MEFSTAT4. */
  level?: string;
}

/** What the school records say of a person; import writes it, nothing else does. */
export interface Person {
  sn: string;
  givenName: string;
  /** Civilité: `M.` or `Mme`. */
  title?: 'M.' | 'Mme';
  /** `YYYY-MM-DD`. */
  birthDate?: string;
  /** Keyed hash of the INE, 32 hex digits (domain 3). */
  ineHash?: string;
  /** Pupil: own schools. Guardian: (academy, jointure) links. */
  schools: readonly SchoolAttachment[];
  /** Guardian: the account ids of the children attached by a legal link. */
  childIds: readonly string[];
}

/** How the school says that a guardian can be reached; import writes it. The account's own `mail` is another thing. */
export interface SchoolContact {
  mail?: string;
  /** E.164. */
  mobiles: readonly string[];
}

/** Whose address it is: the person's, or (under 15) that of a parent (domain 6, 15.3). */
export type MailOwner = 'own' | 'parent';

/** An address given and not confirmed yet. */
export interface PendingMail {
  address: string;
  owner: MailOwner;
  askedAt: Date;
}

/** Wrong passwords (domain 4.5). BLOQUE is this, not a state: it ends by itself. */
export interface Failures {
  /** Consecutive wrong passwords. */
  count: number;
  /** No password is checked before this instant. */
  lockedUntil?: Date;
  /** First failure of the present 24 h window, and failures in it. */
  windowStart?: Date;
  windowCount: number;
}

export interface Account {
  id: string;
  kind: AccountKind;
  /** As shown and typed; looked up without case. */
  identifier: string;
  state: AccountState;
  /** `p<pepper id>$<bcrypt>`; absent: no password can be right. */
  passwordHash?: string;
  person: Person;
  contact?: SchoolContact;
  /** Family name and first name without accents or case, for searches. */
  searchName?: string;
  /** The confirmed address: messages go there. */
  mail?: string;
  /** Absent: own. A parent's address is never given to portals, as the consent that the parent reads says. */
  mailOwner?: MailOwner;
  pendingMail?: PendingMail;
  /** Of pages and messages, as the person chose it; absent: that of the browser. */
  language?: MessageLanguage;
  /** When, at 15 or more, an own address was proposed in place of the parent's: it is proposed once. */
  ownMailProposedAt?: Date;
  /** Opaque 96 hex digits, one per account for ever (domain 3). */
  frEduCtId: string;
  failures: Failures;
  lastSignInAt?: Date;
  createdAt: Date;
  /** When the password or the state was last set otherwise than by the person signing in. */
  changedAt?: Date;
  /** When the last letter was made, and from when on its provisional password is void (NOTIFIE becomes EXPIRE). */
  notifiedAt?: Date;
  expiresAt?: Date;
  /** When the account last became ACTIF. */
  activatedAt?: Date;
  /** Guardian: the way in which the account was activated first. */
  activatedBy?: ActivationPath;
  /** Guardian: children reported as not theirs; the link stays, and nobody is shown them. */
  hiddenChildIds?: readonly string[];
  /** VERROUILLE: the state that unlocking gives back. */
  lockedFrom?: AccountState;
  /** SORTI: the state that coming back gives back, and since when nobody declares the person. */
  leftFrom?: AccountState;
  leftAt?: Date;
  /** Guardian: the account that is being merged into this one. */
  absorbing?: string;
  /** FUSIONNE: the account that took its place. */
  mergedInto?: string;
  /** SUPPRIME: when the personal data went. */
  deletedAt?: Date;
  /** Raised by one at each change. */
  version: number;
}

/** A child of a guardian: FrEduVecteur has one value for each, with the structure and the school of the child (domain 13). */
export interface Child {
  accountId: string;
  sn: string;
  givenName: string;
  schools: readonly SchoolAttachment[];
}

/** The person signed in, as portals may learn of them; kept in the session so that SSO reads nothing else. */
export interface Subject {
  accountId: string;
  kind: AccountKind;
  identifier: string;
  frEduCtId: string;
  person: Person;
  mail?: string;
  children: readonly Child[];
}

/** Accounts as the rules of this folder need them; each write is one atomic document operation. */
export interface AccountRepository {
  findByIdentifier(identifier: string): Promise<Account | undefined>;
  findById(id: string): Promise<Account | undefined>;
  /** The accounts of those ids that exist, in any order. */
  findMany(ids: readonly string[]): Promise<Account[]>;
  /** Writes the outcome of a wrong password, if `version` still is the stored one; false when it was not. */
  recordFailure(account: Account, failures: Failures): Promise<boolean>;
  /**
   * Clears failures; replaces the hash when one is given (bcrypt cost or pepper changed). Nothing to clear or replace:
   * nothing is written. False: since `account` was read its password or state changed, or wrong passwords locked it.
   */
  recordSuccess(account: Account, newHash?: string): Promise<boolean>;
  /** Forgets wrong passwords: the right one was given, though no sign-in followed. False when others locked it meanwhile. */
  forgiveFailures(account: Account): Promise<boolean>;
  /** The wrong tries at an identifier no account has, kept apart so that it locks exactly as an account does. */
  findStranger(identifier: string): Promise<Stranger>;
  /** As recordFailure, for an identifier no account has; the record is forgotten at `until`. */
  recordStrangerFailure(stranger: Stranger, failures: Failures, until: Date): Promise<boolean>;
}

/** An identifier no account has, as somebody typed it. At rest it is a keyed hash: people type passwords there. */
export interface Stranger {
  key: string;
  failures: Failures;
  /** 0: nothing is stored yet. */
  version: number;
}

/** An account to be made; what is absent is given by the store. */
export interface NewAccount {
  /** Absent: 128 random bits. Given: the same account added twice is added once. */
  id?: string;
  kind: AccountKind;
  identifier: string;
  state: AccountState;
  passwordHash?: string;
  person: Person;
  contact?: SchoolContact;
  searchName?: string;
  mail?: string;
  mailOwner?: MailOwner;
  /** Absent: 48 random octets. */
  frEduCtId?: string;
}

/** Ends what an account has open; the same call can be made again. */
export interface SessionEnder {
  /** Ends every session of the account; gives their number. */
  removeOfAccount(accountId: string): Promise<number>;
}

/** What one transition writes into an account; a field that is undefined is removed. */
export type AccountChange = { [K in Exclude<keyof Account, 'id' | 'version'>]?: Account[K] | undefined };
