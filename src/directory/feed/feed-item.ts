import type { SchoolAttachment } from '../../accounts/ports.js';
import type { School } from '../ports.js';
import type { Reason } from './reasons.js';

/** Where something stands: the file as the operator named it, and the line in it, 1 for the first. */
export interface Place {
  file: string;
  line: number;
}

/** A pupil as one feed declares it. */
export interface FeedPupil {
  /** Names the pupil within its source for good: `99:910001` for an academy, `9990001X:…` for a single school. */
  ref: string;
  ine?: string;
  sn: string;
  givenName: string;
  title?: 'M.' | 'Mme';
  /** `YYYY-MM-DD`. */
  birthDate?: string;
  attachments: readonly SchoolAttachment[];
  /** Refs of those with a legal link, in the order of the feed. */
  guardians: readonly string[];
}

/** A guardian as one feed declares it. */
export interface FeedGuardian {
  ref: string;
  sn: string;
  givenName: string;
  title?: 'M.' | 'Mme';
  mail?: string;
  /** E.164. */
  mobiles: readonly string[];
  academy?: string;
  /** ENTPersonJointure. */
  jointure?: string;
}

export type PersonKind = 'pupil' | 'guardian';
export type RefusedKind = PersonKind | 'school' | 'link';

/** What a delta may empty; a name it may not, and an INE leads to the account for good. */
export type Clearable = 'title' | 'birthDate' | 'mail' | 'className';

/** What a delta says of somebody: what it is silent about stays as it is. */
export type Change<T extends { ref: string }> = Partial<Omit<T, 'ref'>> & {
  ref: string;
  /** What it empties. */
  cleared?: readonly Clearable[];
};

/** What a reader yields: schools first, then pupils, then guardians. */
export type FeedItem =
  | { type: 'school'; place: Place; school: School }
  | { type: 'pupil'; place: Place; pupil: FeedPupil }
  | { type: 'guardian'; place: Place; guardian: FeedGuardian }
  | { type: 'pupil-change'; place: Place; change: Change<FeedPupil> }
  | { type: 'guardian-change'; place: Place; change: Change<FeedGuardian> }
  | { type: 'gone'; place: Place; kind: PersonKind; ref: string }
  | { type: 'refused'; place: Place; kind: RefusedKind; reason: Reason; uai?: string }
  | { type: 'remark'; place: Place; reason: Reason };

export type FeedFormat = 'aaf' | 'siecle' | 'onde' | 'csv';

/** A feed opened: what it is, and its items, each batch as it was read. */
export interface Feed {
  format: FeedFormat;
  /** True: persons of its schools whom it does not name have left. */
  complete: boolean;
  /** False: it says nothing of guardians at all. */
  hasGuardians: boolean;
  items(): AsyncIterable<FeedItem[]>;
}
