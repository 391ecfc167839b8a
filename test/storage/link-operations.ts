import type { FirstSignInRecord } from '../../src/accounts/journey-ports.js';
import type { StoredLink } from '../../src/accounts/link-ports.js';
import type { Stores } from '../../src/storage/create-stores.js';

const now = new Date();
const later = new Date(Date.now() + 60_000);
const link: StoredLink = {
  ...{ accountId: '1', purpose: 'confirm-mail', tokenHash: 'h', former: [], passwordMark: 'm' },
  ...{ payload: {}, expiresAt: later, windowStart: now, windowCount: 1 },
};
const journey: FirstSignInRecord = {
  ...{ id: 'j', accountId: '1', step: 'birth-date', end: {}, passwordMark: 'm' },
  ...{ wrongBirthDates: 0, expiresAt: later, version: 1 },
};

/** What the operations below look at. */
export async function addLinkRecords({ links, firstSignIns }: Stores): Promise<void> {
  await links.put(link, undefined);
  await firstSignIns.add(journey);
}

/** Operations on links sent by mail and on first sign-ins, for the test of the queries. */
export const linkOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'authnRequests.prolong': ({ authnRequests }) => authnRequests.prolong('handle', 'browser', later),
  'firstSignIns.read': ({ firstSignIns }) => firstSignIns.read('j', now),
  'firstSignIns.change': ({ firstSignIns }) => firstSignIns.change(journey, { step: 'password' }),
  'firstSignIns.remove': ({ firstSignIns }) => firstSignIns.remove('j'),
  'links.ofAccount': ({ links }) => links.ofAccount('1', 'confirm-mail'),
  'links.ofToken': ({ links }) => links.ofToken('h', 'confirm-mail'),
  'links.put': ({ links }) => links.put(link, link),
  'links.use': ({ links }) => links.use(link, now),
};
