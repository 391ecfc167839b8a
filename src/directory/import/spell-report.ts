import { sentenceOf } from '../feed/reasons.js';
import type { ImportReport, ReportRow } from './import-report.js';

/** The report as scripts read it: in each row, `reason` is the sentence in English of its code. */
export function spellReport(report: ImportReport): ImportReport {
  const { refusedRows, conflicts, remarks } = report;
  return {
    ...report,
    refusedRows: refusedRows.map(spell),
    conflicts: conflicts.map(spell),
    remarks: remarks.map(spell),
  };
}

function spell<T extends ReportRow>(row: T): T & { reason: string } {
  return { ...row, reason: sentenceOf(row) };
}
