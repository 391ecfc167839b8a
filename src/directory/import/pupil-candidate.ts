import type { Clearable, FeedPupil, Place } from '../feed/feed-item.js';
import type { PersonKey } from '../ports.js';
import type { PlanState } from './plan-state.js';
import { fingerprintOf } from './statement.js';

/** A pupil of the feed, and what the source said of the pupil last. */
export interface Candidate {
  place: Place;
  pupil: FeedPupil;
  ineHash: string | undefined;
  own: PersonKey | undefined;
  cleared: readonly Clearable[];
  /** The hash of all that the source says of the pupil. */
  fingerprint: string;
}

export function fingerprint(pupil: FeedPupil, ineHash: string | undefined): string {
  const { sn, givenName, title, birthDate, attachments, guardians } = pupil;
  const places = attachments.map((at) => [
    at.uai,
    at.degree,
    at.academy,
    at.jointure,
    at.structureId,
    at.className,
    at.level,
  ]);
  return fingerprintOf([sn, givenName, title, birthDate, ineHash, places, guardians]);
}

/** Remembers a pupil of the feed whose account is known, with the links to its guardians. */
export function remember({ place, pupil, ineHash }: Candidate, accountId: string, state: PlanState): void {
  const ordinal = state.addPupil(pupil.ref, accountId, pupil.attachments);
  if (ineHash !== undefined) state.ines.add(ineHash);
  for (const guardian of pupil.guardians) state.links.add(guardian, ordinal, place);
}

/** The schools that the source declares. */
export function uaisOf({ pupil }: Candidate): string[] {
  return pupil.attachments.map(({ uai }) => uai);
}
