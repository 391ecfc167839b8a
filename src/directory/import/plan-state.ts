import type { SchoolAttachment } from '../../accounts/ports.js';
import type { Clock } from '../../clock.js';
import { newStoredId, type Random } from '../../random.js';
import type { Feed } from '../feed/feed-item.js';
import type { ImportAccounts, ImportedAccount, PersonKey, SchoolStore } from '../ports.js';
import { AccountTable } from './account-table.js';
import { GrowingNumbers } from './growing-numbers.js';
import { GuardianRefs } from './guardian-refs.js';
import type { ReportBuilder } from './import-report.js';
import { LinkTable } from './link-table.js';
import type { PlanKeys } from './no-keys.js';
import type { Operation } from './operation.js';
import { PlanMemory } from './plan-memory.js';
import type { Spool } from './spool.js';
import { TextTable } from './text-table.js';

/** What a plan reads from and writes to. */
export interface PlanTools {
  keys: PlanKeys;
  accounts: Pick<ImportAccounts, 'findMany'>;
  schools: Pick<SchoolStore, 'findMany'>;
  clock: Clock;
  random: Random;
  /** Key of the INE hashes. */
  ineKey: Buffer;
  /** Id of this import. */
  run: string;
  /** Ids of imports broken off: what they wrote is looked at again. */
  brokenOff: ReadonlySet<string>;
  spool: Spool<Operation>;
  report: ReportBuilder;
}

/** Where a child goes to school. */
export type ChildPlace = Pick<SchoolAttachment, 'uai' | 'degree'>;

/** What a plan remembers of the feed while it is read: about 90 octets a person. */
export class PlanState {
  private readonly memory = new PlanMemory();
  /** Refs and INE hashes of the pupils read. */
  readonly pupils = new TextTable(this.memory);
  readonly ines = new TextTable(this.memory);
  /** Accounts of the pupils that the feed names, by ordinal. */
  readonly ids = new AccountTable(this.memory);
  readonly guardians = new GuardianRefs(this.memory);
  readonly links = new LinkTable(this.guardians, this.memory);
  /** Accounts of the guardians that the feed names. */
  readonly guardianIds = new AccountTable(this.memory);
  /** Children by guardian account, where two sources may tell of one guardian: the loss of one record takes none of these. */
  readonly declaredChildren = new Map<string, Set<string>>();
  /** Source records of each school that the feed names again. */
  readonly matched = new Map<string, number>();
  /** Not complete: the links that went, and the guardians to look at, by ref. */
  readonly removedLinks = new Map<string, Set<string>>();
  readonly affected = new Set<string>();

  /** Matching keys, and for each the first guardian who has it. */
  private readonly matches = new TextTable(this.memory);
  private readonly firstOfMatch = new GrowingNumbers(this.memory);
  private readonly placeOf = new GrowingNumbers(this.memory);
  private readonly placeLists: (readonly ChildPlace[])[] = [];
  private readonly placeNumbers = new Map<string, number>();

  constructor(
    readonly tools: PlanTools,
    readonly feed: Pick<Feed, 'complete' | 'format' | 'hasGuardians'>,
  ) {}

  /** Remembers a pupil of the feed; gives the ordinal. */
  addPupil(ref: string, accountId: string, places: readonly SchoolAttachment[]): number {
    const ordinal = this.ids.push(accountId);
    this.pupils.add(ref);
    const name = places.map(({ uai, degree }) => `${uai}${degree}`).join(' ');
    let number = this.placeNumbers.get(name);
    if (number === undefined) {
      number = this.placeLists.push(places.map(({ uai, degree }) => ({ uai, degree }))) - 1;
      this.placeNumbers.set(name, number);
    }
    this.placeOf.push(number);
    return ordinal;
  }

  /** Remembers a guardian of the feed, and under which key others may match. */
  addGuardian({ ref, match }: { ref: string; match: string | undefined }, accountId: string): void {
    const ordinal = this.guardianIds.push(accountId);
    this.guardians.describe(ref);
    if (match !== undefined && this.matches.add(match) === this.firstOfMatch.length)
      this.firstOfMatch.push(ordinal);
  }

  /** The account of the first guardian of the feed who has this matching key. */
  accountOfMatch(match: string): string | undefined {
    const number = this.matches.ordinalOf(match);
    return number === undefined ? undefined : this.guardianIds.get(this.firstOfMatch.get(number));
  }

  placesOf(ordinal: number): readonly ChildPlace[] {
    return this.placeLists[this.placeOf.get(ordinal)] ?? [];
  }

  /** The feed names this account, under whatever key. */
  isSeen(accountId: string): boolean {
    return this.ids.ordinalOf(accountId) !== undefined || this.guardianIds.ordinalOf(accountId) !== undefined;
  }

  /** Where the feed puts a pupil, under whatever key. */
  schoolsSeen(accountId: string): string[] {
    const ordinal = this.ids.ordinalOf(accountId);
    return ordinal === undefined ? [] : this.placesOf(ordinal).map(({ uai }) => uai);
  }

  /** The feed names a source record again. */
  match(key: PersonKey | undefined): void {
    for (const uai of key?.uais ?? []) this.matched.set(uai, (this.matched.get(uai) ?? 0) + 1);
  }

  /** True: the fingerprint of the key can be believed. */
  trusts({ run }: PersonKey): boolean {
    return !this.tools.brokenOff.has(run);
  }

  /** A link went; in a complete feed that is seen from the guardian's side. */
  loseLink(guardianRef: string, pupilId: string): void {
    if (this.feed.complete) return;
    this.affected.add(guardianRef);
    this.removedLinks.set(guardianRef, (this.removedLinks.get(guardianRef) ?? new Set()).add(pupilId));
  }

  /** Of pupils that the feed does not name: those who are not its business, since none of their schools is in it. */
  async elsewhere(pupilIds: readonly string[]): Promise<ImportedAccount[]> {
    if (pupilIds.length === 0) return [];
    const accounts = await this.tools.accounts.findMany([...new Set(pupilIds)]);
    return accounts.filter(
      ({ state, person }) =>
        state !== 'SORTI' && !person.schools.some(({ uai }) => this.tools.report.hasSchool(uai)),
    );
  }

  newId(): string {
    return newStoredId(this.tools.clock.now(), this.tools.random);
  }
}
