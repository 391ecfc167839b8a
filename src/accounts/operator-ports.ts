/** An address by which an operator comes in, once. */
export interface OperatorLink {
  /** SHA-256 of its token: who reads the store cannot use it. */
  id: string;
  /** What the operator is called in the audit trail and in the record of imports. */
  name: string;
  expiresAt: Date;
  usedAt?: Date;
}

/** An operator who came in by a link. */
export interface OperatorSession {
  /** SHA-256 of the secret that the browser keeps. */
  id: string;
  name: string;
  /** Used or not, it ends then. */
  expiresAt: Date;
}

/** Links at rest; each write is one conditional document operation. */
export interface OperatorLinkRepository {
  add(link: OperatorLink): Promise<void>;
  read(id: string): Promise<OperatorLink | undefined>;
  /** Uses it once for all; false: it is used or past. */
  use(id: string, at: Date): Promise<boolean>;
  removeAll(): Promise<number>;
}

/** Sessions of operators, apart from those of persons. */
export interface OperatorSessionRepository {
  add(session: OperatorSession): Promise<void>;
  /** The session, unless it ended before `now`. */
  read(id: string, now: Date): Promise<OperatorSession | undefined>;
  remove(id: string): Promise<void>;
  removeAll(): Promise<number>;
}
