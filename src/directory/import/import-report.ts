import type { FeedFormat, Place, RefusedKind } from '../feed/feed-item.js';
import type { KeptReason, Reason } from '../feed/reasons.js';

/** What is counted: guardians with an account, so with a legal link at least; links are legal ones. */
export interface Counts {
  schools: number;
  pupils: number;
  guardians: number;
  links: number;
}

export type Outcome = 'created' | 'changed' | 'unchanged' | 'left' | 'refused';

/** A row that was not taken, or was taken with something to look at. */
export type ReportRow = Place & KeptReason;
export type RefusedRow = ReportRow & { kind: RefusedKind };

/** One school: its persons by what becomes of them. */
export interface SchoolReport extends Record<Outcome, { pupils: number; guardians: number }> {
  uai: string;
  name: string;
  conflicts: number;
}

/** A school where more vanish than is believed without being told so. */
export interface StoppedSchool {
  uai: string;
  name: string;
  missing: number;
  known: number;
}

/** What an import would do, or did. Scripts read it: fields may be added, never renamed. */
export interface ImportReport extends Counts, Record<Outcome, Counts> {
  run: string;
  format: FeedFormat;
  complete: boolean;
  dryRun: boolean;
  state: 'planned' | 'applied' | 'stopped';
  /** Guardians of the feed without a legal link: they get no account. */
  withoutLegalLink: number;
  refusedRows: RefusedRow[];
  conflicts: ReportRow[];
  remarks: ReportRow[];
  /** Rows beyond those listed. */
  rowsNotListed: number;
  bySchool: SchoolReport[];
  stopped: StoppedSchool[];
}

/** Rows of each list that a report keeps: enough to correct a feed by, and it still opens. */
const mostRows = 5_000;
const plural = { pupil: 'pupils', guardian: 'guardians', school: 'schools', link: 'links' } as const;
const noCounts = (): Counts => ({ schools: 0, pupils: 0, guardians: 0, links: 0 });
const noPersons = (): { pupils: number; guardians: number } => ({ pupils: 0, guardians: 0 });

/** Gathers a report while the feed is read. */
export class ReportBuilder {
  readonly report: ImportReport;
  private readonly schools = new Map<string, SchoolReport>();

  constructor(head: Pick<ImportReport, 'run' | 'format' | 'complete' | 'dryRun'>) {
    this.report = {
      run: head.run,
      format: head.format,
      complete: head.complete,
      dryRun: head.dryRun,
      state: 'planned',
      ...noCounts(),
      created: noCounts(),
      changed: noCounts(),
      unchanged: noCounts(),
      left: noCounts(),
      refused: noCounts(),
      withoutLegalLink: 0,
      refusedRows: [],
      conflicts: [],
      remarks: [],
      rowsNotListed: 0,
      bySchool: [],
      stopped: [],
    };
  }

  /** A school of the feed, once. */
  nameSchool(uai: string, name: string): void {
    this.schoolOf(uai).name = name;
  }

  countSchool(outcome: Outcome): void {
    this.report[outcome].schools += 1;
    this.report.schools += 1;
  }

  /** A person of the feed; those who left are not in it. */
  countPerson(kind: 'pupil' | 'guardian', outcome: Outcome, uais: Iterable<string>): void {
    const kinds = plural[kind] as 'pupils' | 'guardians';
    this.report[outcome][kinds] += 1;
    if (outcome !== 'left') this.report[kinds] += 1;
    for (const uai of uais) this.schoolOf(uai)[outcome][kinds] += 1;
  }

  countLinks(outcome: Outcome, number: number): void {
    this.report[outcome].links += number;
    if (outcome === 'created' || outcome === 'unchanged') this.report.links += number;
  }

  refuse(kind: RefusedKind, { file, line }: Place, reason: Reason, uai?: string): void {
    this.report.refused[plural[kind]] += 1;
    if (uai !== undefined && (kind === 'pupil' || kind === 'guardian')) {
      this.schoolOf(uai).refused[plural[kind] as 'pupils' | 'guardians'] += 1;
    }
    this.list(this.report.refusedRows, { kind, file, line, ...reason });
  }

  conflict({ file, line }: Place, reason: Reason, uais: Iterable<string>): void {
    for (const uai of uais) this.schoolOf(uai).conflicts += 1;
    this.list(this.report.conflicts, { file, line, ...reason });
  }

  remark({ file, line }: Place, reason: Reason): void {
    this.list(this.report.remarks, { file, line, ...reason });
  }

  /** The UAIs of the schools that the feed is about. */
  uais(): string[] {
    return [...this.schools.keys()];
  }

  /** True when the feed is about that school. */
  hasSchool(uai: string): boolean {
    return this.schools.has(uai);
  }

  nameOf(uai: string): string {
    return this.schoolOf(uai).name;
  }

  /** The report as far as it goes, its schools in the order of their codes. */
  finish(): ImportReport {
    this.report.bySchool = [...this.schools.values()].sort((one, other) => (one.uai < other.uai ? -1 : 1));
    return this.report;
  }

  private list<T extends ReportRow>(rows: T[], row: T): void {
    if (rows.length < mostRows) rows.push(row);
    else this.report.rowsNotListed += 1;
  }

  private schoolOf(uai: string): SchoolReport {
    let school = this.schools.get(uai);
    if (school === undefined) {
      school = {
        uai,
        name: uai,
        created: noPersons(),
        changed: noPersons(),
        unchanged: noPersons(),
        left: noPersons(),
        refused: noPersons(),
        conflicts: 0,
      };
      this.schools.set(uai, school);
    }
    return school;
  }
}
