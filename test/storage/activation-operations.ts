import type { ActivationRecord } from '../../src/accounts/activation-ports.js';
import type { Stores } from '../../src/storage/create-stores.js';

const now = new Date();
const later = new Date(Date.now() + 60_000);
const activation: ActivationRecord = {
  ...{ id: 'a', path: 'self-registration', step: 'code', end: {}, expiresAt: later, version: 1 },
  asked: { mobile: '+33612345678', sn: 'Exemple', givenName: 'Noé' },
};
const tries = { accountId: '1', wrong: 1, version: 1 };

/** What the operations below look at. */
export async function addActivationRecords({ activations, dateTries }: Stores): Promise<void> {
  await activations.add(activation);
  await dateTries.save({ ...tries, version: 0 }, { wrong: 1 }, later);
}

/** Operations on guardians' activations, for the test of the queries. */
export const activationOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'activations.read': ({ activations }) => activations.read('a', now),
  'activations.change': ({ activations }) =>
    activations.change(activation, { step: 'children', code: undefined }),
  'activations.remove': ({ activations }) => activations.remove('a'),
  'dateTries.read': ({ dateTries }) => dateTries.read('1', now),
  'dateTries.save': ({ dateTries }) => dateTries.save(tries, { wrong: 2 }, later),
  'outbox.spent': ({ outbox }) => outbox.spent('2026-01-01'),
};
