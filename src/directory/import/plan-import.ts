import { isDeepStrictEqual } from 'node:util';
import type { Feed, FeedItem } from '../feed/feed-item.js';
import type { School } from '../ports.js';
import { planDepartures, planGone } from './plan-departures.js';
import type { GuardianItem } from './guardian-candidate.js';
import { KeyLookUp } from './key-look-up.js';
import { guardianKeyId, pupilKeyId } from './person-key-id.js';
import { planGuardians } from './plan-guardians.js';
import { planPupils, refOf, type PupilItem } from './plan-pupils.js';
import { PlanState, type PlanTools } from './plan-state.js';
import { readAhead } from './read-ahead.js';

/** Persons looked up at once. */
const batchSize = 500;

/** Pieces of the feed read before they are wanted: about two batches. */
const piecesAhead = 16;

type GoneItem = Extract<FeedItem, { type: 'gone' }>;

/**
 * Reads the whole feed and compares it with what is stored: the report says what an import would do, the spool holds the
 * writes. Writes nothing else.
 * @throws FeedError when the feed cannot be read to its end.
 */
export async function planImport(feed: Feed, tools: PlanTools): Promise<void> {
  const state = new PlanState(tools, feed);
  const planner = new Planner(state);
  for await (const items of readAhead(feed.items(), piecesAhead)) {
    for (const item of items) {
      const waits = planner.take(item);
      if (waits !== undefined) await waits;
    }
  }
  await planner.finish();
  if (feed.hasGuardians) {
    for (const place of state.links.unused()) {
      if (!feed.complete) break;
      tools.report.refuse('link', place, { code: 'guardian-not-in-feed' });
    }
  }
  if (feed.complete) await planDepartures(state);
}

class Planner {
  private schools: School[] = [];
  private pupils: PupilItem[] = [];
  private guardians: GuardianItem[] = [];
  private gone: GoneItem[] = [];
  private readonly pupilBatches: KeyLookUp<PupilItem>;
  private readonly guardianBatches: KeyLookUp<GuardianItem>;

  constructor(private readonly state: PlanState) {
    const { keys: store } = state.tools;
    const pupilKey = (item: PupilItem): string => pupilKeyId(refOf(item));
    const guardianKey = ({ ref }: GuardianItem): string => guardianKeyId(ref);
    this.pupilBatches = new KeyLookUp(store, pupilKey, (items, keys) => planPupils(items, keys, state));
    this.guardianBatches = new KeyLookUp(store, guardianKey, (items, keys) =>
      planGuardians(items, keys, state),
    );
  }

  /** Takes an item; the promise, when there is one, must be waited for before the next. */
  take(item: FeedItem): Promise<void> | undefined {
    const { report } = this.state.tools;
    switch (item.type) {
      case 'school':
        return this.schools.push(item.school) >= batchSize ? this.flushSchools() : undefined;
      case 'pupil':
      case 'pupil-change':
        return this.pupils.push(item) >= batchSize ? this.flushPupils() : undefined;
      case 'guardian':
        return this.takeGuardian({ ref: item.guardian.ref, place: item.place, guardian: item.guardian });
      case 'guardian-change':
        return this.takeGuardian({ ref: item.change.ref, place: item.place, change: item.change });
      case 'gone':
        return this.gone.push(item) >= batchSize ? this.flushGone() : undefined;
      case 'refused':
        return void report.refuse(item.kind, item.place, item.reason, item.uai);
      case 'remark':
        return void report.remark(item.place, item.reason);
    }
  }

  async finish(): Promise<void> {
    await this.endPupils();
    await this.flushGuardians();
    await this.guardianBatches.end();
    const others = [...this.state.affected].filter((ref) => !this.state.guardians.has(ref));
    for (let first = 0; first < others.length; first += batchSize) {
      const batch = others.slice(first, first + batchSize);
      await this.guardianBatches.add(batch.map((ref) => ({ ref, place: { file: ref, line: 0 } })));
    }
    await this.guardianBatches.end();
  }

  /** Guardians come after all pupils: what is left of those is planned first. */
  private takeGuardian(item: GuardianItem): Promise<void> | undefined {
    const isFull = this.guardians.push(item) >= batchSize;
    if (this.pupils.length > 0 || !this.pupilBatches.isEmpty) return this.endPupils();
    return isFull ? this.flushGuardians() : undefined;
  }

  private async flushPupils(): Promise<void> {
    await this.flushSchools();
    const batch = this.pupils;
    this.pupils = [];
    if (batch.length > 0) await this.pupilBatches.add(batch);
  }

  private async endPupils(): Promise<void> {
    await this.flushPupils();
    await this.pupilBatches.end();
  }

  private async flushGuardians(): Promise<void> {
    await this.flushGone();
    const batch = this.guardians;
    this.guardians = [];
    if (batch.length > 0) await this.guardianBatches.add(batch);
  }

  private async flushGone(): Promise<void> {
    const batch = this.gone;
    this.gone = [];
    if (batch.length > 0) await planGone(batch, this.state);
  }

  private async flushSchools(): Promise<void> {
    const { schools: store, report, spool } = this.state.tools;
    const batch = this.schools;
    this.schools = [];
    const known = new Map((await store.findMany(batch.map(({ uai }) => uai))).map((one) => [one.uai, one]));
    for (const school of batch) {
      const former = known.get(school.uai);
      report.nameSchool(school.uai, school.name);
      const same = former !== undefined && isDeepStrictEqual(former, school);
      report.countSchool(former === undefined ? 'created' : same ? 'unchanged' : 'changed');
      if (!same) await spool.add({ op: 'school', school });
    }
  }
}
