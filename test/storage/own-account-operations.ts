import type { Stores } from '../../src/storage/create-stores.js';

const now = new Date();
const release = { accountId: '1', entityId: 'sp', attributes: ['sn'], firstOn: 'd', lastOn: 'd' };

/** What « Mon compte » and the pages of who forgot ask of the stores; see query-plans.test.ts. */
export const ownAccountOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'accounts.findByMail': ({ accounts }) => accounts.findByMail('noe@example.org', 20),
  'accounts.findByMobile': ({ accounts }) => accounts.findByMobile('+33612345678', 4),
  'schools.find': ({ schools }) => schools.find('9990001X'),
  'sessions.listOfAccount': ({ sessions }) => sessions.listOfAccount('1', now),
  'sessions.removeOthers': ({ sessions }) => sessions.removeOthers('1', 's'),
  'allowances.take': ({ allowances }) => allowances.take('k', { most: 1, seconds: 60 }, now),
  'releases.save': ({ releases }) => releases.save([release]),
  'releases.ofAccount': ({ releases }) => releases.ofAccount('1'),
  'releases.removeOfAccount': ({ releases }) => releases.removeOfAccount('1'),
};
