/** How a guardian's account was first activated (domain 10.4). */
export type ActivationPath = 'franceconnect' | 'self-registration' | 'distribution';

/** One person at one OpenID provider: the same `sub` at two issuers is two people (security C03). */
export interface ProviderSubject {
  issuer: string;
  sub: string;
}

/** What FranceConnect says of a person (domain 11). */
export interface FranceConnectIdentity extends ProviderSubject {
  /** Birth name (`family_name`). */
  familyName: string;
  /** Usage name (`preferred_username`). */
  usageName?: string;
  /** As written in `given_name`, first names separated by spaces. */
  givenNames: string;
  mail?: string;
}

/** Which account each FranceConnect identity opens; one for each, and one identity for each account. */
export interface SubjectLinks {
  accountIdOf(subject: ProviderSubject): Promise<string | undefined>;
  /** False: the identity opens another account, or the account has another identity. The same link again is true. */
  link(subject: ProviderSubject, accountId: string, now: Date): Promise<boolean>;
  /** True: the account had one. */
  unlink(accountId: string): Promise<boolean>;
  /** True: the account has one. */
  has(accountId: string): Promise<boolean>;
}

/** What a merge of two accounts does to their FranceConnect identities. */
export interface SubjectMover extends Pick<SubjectLinks, 'unlink'> {
  /** One conditional write. False: `fromId` has no identity, or `toId` has one already. */
  move(fromId: string, toId: string): Promise<boolean>;
}

/** What the school is told of (« Signalements », domain 10.1). */
export type ReportKind = 'wrong-link' | 'identity-mismatch' | 'self-registration-locked';

/** Something that a school has to look at. The same kind, guardian and child again is the same report. */
export interface Report {
  kind: ReportKind;
  guardianId: string;
  /** wrong-link: the child whose legal guardian the person says not to be. */
  childId?: string;
  /** The schools that see it. */
  uais: readonly string[];
  at: Date;
}

/** Where reports to schools go. */
export interface ReportSink {
  file(reports: readonly Report[]): Promise<void>;
}
