/** Pages of a pupil's first sign-in, in their order (domain 6). */
export type PupilStep = 'birth-date' | 'password' | 'information';
/** Pages of a guardian's, in their order (domain 9); the last one is also for who comes back to a link that was not used. */
export type GuardianStep = 'mail' | 'children' | 'guardian-password' | 'mail-wait';
export type FirstSignInStep = PupilStep | GuardianStep;

/** Where the person goes when it is done. */
export interface JourneyEnd {
  /** Handle of the portal's waiting request. */
  suite?: string;
  /** Path of this site. */
  retour?: string;
}

/** A first sign-in under way: the provisional password was right, nobody is signed in yet. */
export interface FirstSignInRecord {
  /** SHA-256 of the secret that the browser keeps. */
  id: string;
  accountId: string;
  step: FirstSignInStep;
  end: JourneyEnd;
  /** The provisional password that was given (passwordMark): another letter ends the journey. */
  passwordMark: string;
  wrongBirthDates: number;
  /** Guardian: the address given, and the children who are not theirs; the account gets both at the end. */
  mail?: string;
  hiddenChildIds?: readonly string[];
  /** Of the password chosen; the account gets it at the end. */
  passwordHash?: string;
  expiresAt: Date;
  /** Raised by one at each change. */
  version: number;
}

/** Journeys at rest; each write is one conditional document operation. */
export interface FirstSignInRepository {
  add(record: FirstSignInRecord): Promise<void>;
  /** The journey, if not past at `now`. */
  read(id: string, now: Date): Promise<FirstSignInRecord | undefined>;
  /** Writes `change` if `version` still is the stored one; false when it was not, or the journey is over. */
  change(
    record: FirstSignInRecord,
    change: Partial<Omit<FirstSignInRecord, 'id' | 'accountId' | 'version'>>,
  ): Promise<boolean>;
  remove(id: string): Promise<void>;
}
