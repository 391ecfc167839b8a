import { isDeepStrictEqual } from 'node:util';
import type { Feed, FeedItem } from '../feed/feed-item.js';
import type { School } from '../ports.js';
import { planDepartures, planGone } from './plan-departures.js';
import type { GuardianItem } from './guardian-candidate.js';
import { planGuardians } from './plan-guardians.js';
import { planPupils, type PupilItem } from './plan-pupils.js';
import { PlanState, type PlanTools } from './plan-state.js';

/** Persons looked up at once. */
const batchSize = 1_000;

type GoneItem = Extract<FeedItem, { type: 'gone' }>;

/**
 * Reads the whole feed and compares it with what is stored: the report says what an import would do, the spool holds the
 * writes. Writes nothing else.
 * @throws FeedError when the feed cannot be read to its end.
 */
export async function planImport(feed: Feed, tools: PlanTools): Promise<void> {
  const state = new PlanState(tools, feed);
  const planner = new Planner(state);
  for await (const items of feed.items()) for (const item of items) await planner.take(item);
  await planner.finish();
  if (feed.hasGuardians) {
    for (const place of state.links.unused()) {
      if (!feed.complete) break;
      tools.report.refuse('link', place, 'its guardian is in no file of this feed');
    }
  }
  if (feed.complete) await planDepartures(state);
}

class Planner {
  private schools: School[] = [];
  private pupils: PupilItem[] = [];
  private guardians: GuardianItem[] = [];
  private gone: GoneItem[] = [];

  constructor(private readonly state: PlanState) {}

  async take(item: FeedItem): Promise<void> {
    const { report } = this.state.tools;
    switch (item.type) {
      case 'school':
        this.schools.push(item.school);
        if (this.schools.length >= batchSize) await this.flushSchools();
        return;
      case 'pupil':
      case 'pupil-change':
        this.pupils.push(item);
        if (this.pupils.length >= batchSize) await this.flushPupils();
        return;
      case 'guardian':
        await this.takeGuardian({ ref: item.guardian.ref, place: item.place, guardian: item.guardian });
        return;
      case 'guardian-change':
        await this.takeGuardian({ ref: item.change.ref, place: item.place, change: item.change });
        return;
      case 'gone':
        this.gone.push(item);
        if (this.gone.length >= batchSize) await this.flushGone();
        return;
      case 'refused':
        report.refuse(item.kind, item.place, item.reason, item.uai);
        return;
      case 'remark':
        report.remark(item.place, item.reason);
    }
  }

  async finish(): Promise<void> {
    await this.flushSchools();
    await this.flushPupils();
    await this.flushGone();
    await this.flushGuardians();
    const others = [...this.state.affected].filter((ref) => !this.state.guardians.has(ref));
    for (let first = 0; first < others.length; first += batchSize) {
      const batch = others.slice(first, first + batchSize);
      await planGuardians(
        batch.map((ref) => ({ ref, place: { file: ref, line: 0 } })),
        this.state,
      );
    }
  }

  /** Guardians come after all pupils: what is left of those is planned first. */
  private async takeGuardian(item: GuardianItem): Promise<void> {
    if (this.pupils.length > 0) await this.flushPupils();
    this.guardians.push(item);
    if (this.guardians.length >= batchSize) await this.flushGuardians();
  }

  private async flushPupils(): Promise<void> {
    await this.flushSchools();
    const batch = this.pupils;
    this.pupils = [];
    if (batch.length > 0) await planPupils(batch, this.state);
  }

  private async flushGuardians(): Promise<void> {
    await this.flushGone();
    const batch = this.guardians;
    this.guardians = [];
    if (batch.length > 0) await planGuardians(batch, this.state);
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
