import type { Stores } from '../../src/storage/create-stores.js';

const now = new Date();
const subject = { issuer: 'https://fc.example/api/v2', sub: 's' };

/** What signing in by FranceConnect asks of the stores; see query-plans.test.ts. */
export const franceConnectOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'subjects.link': async ({ subjects }) => {
    await subjects.link(subject, '1', now);
    await subjects.link(subject, '1', now);
  },
  'subjects.accountIdOf': ({ subjects }) => subjects.accountIdOf(subject),
  'subjects.has': ({ subjects }) => subjects.has('1'),
  'subjects.move': ({ subjects }) => subjects.move('1', '2'),
  'subjects.unlink': ({ subjects }) => subjects.unlink('1'),
  'subjects.removeOfAccount': ({ subjects }) => subjects.removeOfAccount('1'),
  'flights.take': ({ flights }) => flights.take('f', now),
};
