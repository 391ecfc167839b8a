import { sentenceOf } from '../directory/feed/reasons.js';
import type { ImportReport, Outcome, ReportRow } from '../directory/import/import-report.js';

/** Rows shown of each list; the JSON report has more. */
const shownRows = 50;
const outcomes: readonly Outcome[] = ['created', 'changed', 'unchanged', 'left', 'refused'];
const kinds = ['schools', 'pupils', 'guardians', 'links'] as const;

/** A report as lines of text: totals, then schools where something happens, then the rows to look at. */
export function describeReport(report: ImportReport): string[] {
  const header = ['', ...outcomes].map((word) => word.padStart(11)).join('');
  const totals = kinds.map(
    (kind) =>
      kind.padStart(11) + outcomes.map((outcome) => String(report[outcome][kind]).padStart(11)).join(''),
  );
  return [
    `Import ${report.run}, ${report.format.toUpperCase()}, ${report.complete ? 'complete' : 'partial'}: ${stateOf(report)}`,
    header,
    ...totals,
    ...(report.withoutLegalLink > 0
      ? [`${report.withoutLegalLink} guardians without a legal link have no account.`]
      : []),
    ...schoolLines(report),
    ...rowLines('Refused', report.refusedRows),
    ...rowLines('In conflict', report.conflicts),
    ...rowLines('Remarks', report.remarks),
    ...(report.rowsNotListed > 0 ? [`${report.rowsNotListed} more rows are not listed.`] : []),
  ];
}

function stateOf({ state }: ImportReport): string {
  if (state === 'planned') return 'dry run, nothing was written';
  return state === 'stopped' ? 'stopped, nothing was written' : 'done';
}

function schoolLines({ bySchool }: ImportReport): string[] {
  const busy = bySchool.filter((school) =>
    outcomes.some(
      (outcome) => outcome !== 'unchanged' && school[outcome].pupils + school[outcome].guardians > 0,
    ),
  );
  if (busy.length === 0) return [];
  const lines = busy.map(({ uai, name, ...counts }) => {
    const numbers = outcomes.map((outcome) =>
      `${counts[outcome].pupils}+${counts[outcome].guardians}`.padStart(11),
    );
    const flags = counts.conflicts > 0 ? `  ${counts.conflicts} in conflict` : '';
    return `  ${uai} ${numbers.join('')}  ${name}${flags}`;
  });
  return [
    'By school (pupils+guardians):',
    `           ${outcomes.map((word) => word.padStart(11)).join('')}`,
    ...lines,
  ];
}

function rowLines(title: string, rows: readonly ReportRow[]): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, shownRows).map((row) => `  ${row.file}, line ${row.line}: ${sentenceOf(row)}`);
  const more = rows.length > shownRows ? [`  and ${rows.length - shownRows} more; --json lists them`] : [];
  return [`${title}: ${rows.length}`, ...shown, ...more];
}
