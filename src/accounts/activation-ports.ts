import type { FranceConnectIdentity } from './guardian-ports.js';
import type { JourneyEnd } from './journey-ports.js';

/** The ways in which guardians activate an account by themselves (domain 7, 8). */
export type OwnActivationPath = 'self-registration' | 'franceconnect';

/** Pages of a guardian's activation; which follows which depends on the way (`stepsOf`, guardian-activation.ts). */
export type ActivationStep = 'mobile' | 'code' | 'children' | 'password' | 'mail' | 'sent';

/** A code on its way to a mobile. */
export interface SentCode {
  /** Keyed hash of the code, for this journey alone; the code itself is in the SMS and nowhere else. */
  mac: string;
  /** Places among the tries that were taken. */
  answers: number;
  expiresAt: Date;
  /** Whose activation it opens; absent: nobody was sent it, and no answer is right. */
  accountId?: string;
}

/** What the person typed to be found. Names: not asked of who comes from FranceConnect. */
export interface AskedFor {
  /** E.164. */
  mobile: string;
  sn?: string;
  givenName?: string;
}

/** A guardian's activation under way: nobody is signed in. */
export interface ActivationRecord {
  /** SHA-256 of the secret that the browser keeps. */
  id: string;
  path: OwnActivationPath;
  step: ActivationStep;
  end: JourneyEnd;
  /** franceconnect: who signed in there. */
  identity?: FranceConnectIdentity;
  asked?: AskedFor;
  code?: SentCode;
  /** Whose mobile was proved. */
  accountId?: string;
  /** Of the password chosen; the account gets it with the address. */
  passwordHash?: string;
  expiresAt: Date;
  /** Raised by one at each change. */
  version: number;
}

/** What a step changes; a field that is undefined is removed. */
export type ActivationChange = {
  [K in 'step' | 'asked' | 'code' | 'accountId' | 'passwordHash']?: ActivationRecord[K] | undefined;
};

/** Activations at rest; each write is one conditional document operation. */
export interface ActivationRepository {
  add(record: ActivationRecord): Promise<void>;
  /** The activation, if not past at `now`. */
  read(id: string, now: Date): Promise<ActivationRecord | undefined>;
  /** Writes `change` if `version` still is the stored one; false when it was not, or the activation is over. */
  change(record: Pick<ActivationRecord, 'id' | 'version'>, change: ActivationChange): Promise<boolean>;
  remove(id: string): Promise<void>;
}

/** Wrong birth dates of children, counted for the guardian across all browsers. */
export interface DateTries {
  accountId: string;
  wrong: number;
  /** No answer is looked at before this instant. */
  lockedUntil?: Date;
  /** 0: nothing is stored. */
  version: number;
}

export interface DateTriesRepository {
  read(accountId: string, now: Date): Promise<DateTries>;
  /** Writes what became of `seen` if it still is what is stored; forgotten at `until`. */
  save(seen: DateTries, next: Pick<DateTries, 'wrong' | 'lockedUntil'>, until: Date): Promise<boolean>;
}
