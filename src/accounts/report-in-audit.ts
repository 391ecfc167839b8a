import type { AuditSink } from './audit-ports.js';
import type { ReportSink } from './guardian-ports.js';

/** Reports to schools as lines of the audit trail, one for each school. */
export function reportInAudit(audit: AuditSink): ReportSink {
  return {
    file: (reports) =>
      audit.append(
        reports.flatMap(({ kind, guardianId, childId, uais, at }) =>
          uais.map((uai) => ({
            ...{ at, by: { name: guardianId, role: 'person', uai }, act: `report.${kind}` },
            ...{ accountId: childId ?? guardianId, result: 'done' },
          })),
        ),
      ),
  };
}
