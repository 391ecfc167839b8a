import type { AuditTrail } from '../accounts/audit-trail.js';
import { deleteLeft, type DeleteTools } from '../accounts/delete-left.js';
import type { SubjectMover } from '../accounts/guardian-ports.js';
import { finishMerges, type FinishMergesTools } from '../accounts/finish-merges.js';
import type { ConnectionStore } from '../accounts/connection-log.js';
import type { Config } from '../config.js';
import type { Job } from './ports.js';

export interface JobParts extends DeleteTools {
  accounts: DeleteTools['accounts'] & FinishMergesTools['accounts'];
  personKeys: FinishMergesTools['personKeys'];
  subjects: SubjectMover;
  messages: FinishMergesTools['messages'];
  audit: AuditTrail;
  connections: ConnectionStore;
  config: Pick<Config, 'DELETE_LEFT_DAYS' | 'AUDIT_DAYS' | 'LANGUAGE'>;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** The work of every night. Letters past their day need none: that is seen when they are read. */
export function createJobs(parts: JobParts): Job[] {
  const { audit, clock, connections, config } = parts;
  const daysAgo = (days: number): Date => new Date(clock.now().getTime() - days * dayMilliseconds);
  const by = (name: string) => ({ name, role: 'job' }) as const;
  return [
    {
      name: 'delete-left',
      about: 'delete the personal data of accounts SORTI for DELETE_LEFT_DAYS',
      run: async (signal) => ({
        deleted: await deleteLeft(daysAgo(config.DELETE_LEFT_DAYS), by('delete-left'), parts, signal),
      }),
    },
    {
      name: 'finish-merges',
      about: 'end the groupings of two accounts that were broken off',
      run: async (signal) => ({
        ended: await finishMerges(by('finish-merges'), { ...parts, language: config.LANGUAGE }, signal),
      }),
    },
    {
      name: 'purge-connection-logs',
      about: 'remove sign-ins past CONNECTION_LOG_DAYS, should the store not have done it',
      run: async () => ({ removed: await connections.removePast(clock.now()) }),
    },
    {
      name: 'purge-audit',
      about:
        'remove audit records past AUDIT_DAYS, then verify the chain; the last record is told, to be noted elsewhere',
      run: async () => {
        const removed = await audit.purge(daysAgo(config.AUDIT_DAYS), by('purge-audit'), clock.now());
        const { records, last, faults } = await audit.verify();
        if (faults.length > 0) throw new Error(faults.join('; '));
        return { removed, records, last: `${last.seq}:${last.hash}` };
      },
    },
  ];
}
