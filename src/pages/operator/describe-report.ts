import type { ImportReport, Outcome, ReportRow } from '../../directory/import/import-report.js';

const outcomes: readonly Outcome[] = ['created', 'changed', 'unchanged', 'left', 'refused'];
const kinds = ['schools', 'pupils', 'guardians', 'links'] as const;
/** Schools and rows that a page shows; the JSON report has more. */
const shownSchools = 300;
const shownRows = 100;

/** A report as the pages show it: totals, the schools where something happens, the rows to look at. */
export function showReport(report: ImportReport) {
  const busy = report.bySchool.filter(hasNews);
  return {
    run: report.run,
    stateKey: `operator.report-${report.state}`,
    formatKey: `operator.format-${report.format}`,
    scopeKey: report.complete ? 'operator.complete' : 'operator.partial',
    outcomeKeys: outcomes.map((outcome) => `operator.outcome-${outcome}`),
    totals: kinds.map((kind) => ({
      kindKey: `operator.kind-${kind}`,
      counts: outcomes.map((outcome) => report[outcome][kind]),
    })),
    withoutLegalLink: report.withoutLegalLink,
    schools: busy.slice(0, shownSchools).map(({ uai, name, conflicts, ...of }) => ({
      ...{ uai, name, conflicts, isNamed: name !== uai },
      counts: outcomes.map((outcome) => `${of[outcome].pupils} + ${of[outcome].guardians}`),
    })),
    moreSchools: Math.max(0, busy.length - shownSchools),
    lists: [
      showRows('refused-rows', report.refusedRows),
      showRows('conflicts', report.conflicts),
      showRows('remarks', report.remarks),
    ].filter(({ number }) => number > 0),
    rowsNotListed: report.rowsNotListed,
  };
}

function hasNews(school: ImportReport['bySchool'][number]): boolean {
  const moved = outcomes.filter((outcome) => outcome !== 'unchanged');
  return (
    school.conflicts > 0 || moved.some((outcome) => school[outcome].pupils + school[outcome].guardians > 0)
  );
}

function showRows(name: string, rows: readonly ReportRow[]) {
  return {
    titleKey: `operator.${name}`,
    id: name,
    number: rows.length,
    rows: rows.slice(0, shownRows).map(showRow),
    more: Math.max(0, rows.length - shownRows),
  };
}

/** A report of before reasons had codes says them in English. */
function showRow(row: ReportRow) {
  const { file, line } = row;
  return row.code === undefined
    ? { file, line, english: row.reason }
    : { file, line, reasonKey: `operator.reasons.${row.code}`, values: row.values };
}
