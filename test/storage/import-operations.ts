import type { Stores } from '../../src/storage/create-stores.js';

const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
const now = new Date();

/** What imports ask of their stores. */
export const importOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'schools.saveMany': ({ schools }) =>
    schools.saveMany([{ uai: '9990001X', name: 'x', degree: 1, classes: [] }]),
  'schools.find': ({ schools }) => schools.find('9990001X'),
  'schools.all': ({ schools }) => schools.all(),
  'personKeys.findMany': ({ personKeys }) => personKeys.findMany(['p:9:1']),
  'personKeys.saveMany': async ({ personKeys }) => {
    const key = { id: 'p:9:1', accountId: '1', run: 'r', uais: ['9990001X'] };
    await personKeys.saveMany([key]);
    await personKeys.saveMany([key]);
  },
  'personKeys.ofSchool': async ({ personKeys }) => {
    for await (const keys of personKeys.ofSchool('9990001X')) expect(keys.length).toBeGreaterThan(0);
  },
  'importAccounts.createMany, taken': async ({ importAccounts }) => {
    const homonym = { ...person, sn: 'Exemple', givenName: 'Noé' };
    await importAccounts.createMany([{ id: '3', kind: 'pupil', person: homonym, searchName: 'exemple noe' }]);
  },
  'importAccounts.updateMany': ({ importAccounts }) =>
    importAccounts.updateMany([{ id: '1', person, searchName: 'exemple noe' }]),
  'accounts.applyMany': ({ accounts }) => accounts.applyMany([{ id: '1', version: 1, change: {} }]),
  'sessions.removeOfAccounts': ({ sessions }) => sessions.removeOfAccounts(['1']),
  'personKeys.removeMany': ({ personKeys }) => personKeys.removeMany([{ id: 'p:9:1', accountId: '1' }]),
  'personKeys.removeOfAccount': ({ personKeys }) => personKeys.removeOfAccount('1'),
  'importRuns.save': ({ importRuns }) =>
    importRuns.save({ id: 'r', state: 'applied', startedAt: now, dryRun: false, sources: [], by: 'x' }),
  'importRuns.find': ({ importRuns }) => importRuns.find('r'),
  'importRuns.latest': ({ importRuns }) => importRuns.latest(10),
  'importRuns.brokenOff': ({ importRuns }) => importRuns.brokenOff(),
};
