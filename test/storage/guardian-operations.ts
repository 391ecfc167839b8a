import type { Stores } from '../../src/storage/create-stores.js';

const now = new Date();
const report = { kind: 'wrong-link', guardianId: '1', childId: '2', uais: ['9990001X'], at: now } as const;

/** What guardians' activation and grouping ask of the stores; see query-plans.test.ts. */
export const guardianOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'reports.file': ({ reports }) => reports.file([report]),
  'reports.find': ({ reports }) => reports.find('r'),
  'reports.ofSchool': ({ reports }) => reports.ofSchool('9990001X', { most: 10 }),
  'reports.close': ({ reports }) => reports.close('r', { by: 'op', at: now, uai: '9990001X' }),
  'reports.removeOfAccount': ({ reports }) => reports.removeOfAccount('2'),
};
