import type { SchoolContact } from '../../accounts/ports.js';
import type { Change, FeedGuardian, Place } from '../feed/feed-item.js';
import type { PersonKey } from '../ports.js';
import type { Family } from './families.js';
import type { PlanState } from './plan-state.js';
import { fingerprintOf } from './statement.js';

/** A guardian of the feed; without `guardian` and `change`: one whose links alone changed. */
export interface GuardianItem {
  ref: string;
  place: Place;
  guardian?: FeedGuardian;
  change?: Change<FeedGuardian>;
}

/** A guardian with a family, and what the source said of the guardian last. */
export interface Candidate extends GuardianItem {
  guardian: FeedGuardian;
  own: PersonKey | undefined;
  family: Family;
  contact: SchoolContact;
  /** Key of the matching across schools; undefined: too little is known to match. */
  match: string | undefined;
  /** The hash of all that the source says of the guardian and the family. */
  fingerprint: string;
}

export function fingerprint(guardian: FeedGuardian, family: Family): string {
  const { sn, givenName, title, mail, mobiles } = guardian;
  const places = family.places.map(({ uai, degree }) => [uai, degree]);
  return fingerprintOf([sn, givenName, title, mail, mobiles, family.children, places]);
}

/** Two sources tell of this guardian. */
export function noteChildren({ family }: Candidate, accountId: string, state: PlanState): void {
  const children = state.declaredChildren.get(accountId) ?? new Set();
  for (const child of family.children) children.add(child);
  state.declaredChildren.set(accountId, children);
}

/** The schools of the family. */
export function uaisOf({ family }: Candidate): string[] {
  return family.places.map(({ uai }) => uai);
}
