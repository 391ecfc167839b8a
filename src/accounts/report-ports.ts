import type { Report, ReportSink } from './guardian-ports.js';

/** A report as it is kept. */
export interface KeptReport extends Report {
  /** The same for the same kind, guardian and child. */
  id: string;
  closedAt?: Date;
  /** Name of who closed it. */
  closedBy?: string;
}

export interface ReportQuery {
  /** Those that were closed, instead of those that wait. */
  closed?: boolean;
  /** The latest so many. */
  most: number;
}

/** Who has dealt with a report. */
export interface ReportClosing {
  by: string;
  at: Date;
  /** Only if this school sees it. */
  uai?: string;
}

/** What schools have to look at (« Signalements », domain 10.1). What was closed and is reported again waits again. */
export interface ReportStore extends ReportSink {
  find(id: string): Promise<KeptReport | undefined>;
  /** Those that the school sees, the latest first. */
  ofSchool(uai: string, query: ReportQuery): Promise<KeptReport[]>;
  /** False: no such report waits. */
  close(id: string, closing: ReportClosing): Promise<boolean>;
}
