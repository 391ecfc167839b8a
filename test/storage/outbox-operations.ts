import type { SealedEntry } from '../../src/messaging/ports.js';
import type { Stores } from '../../src/storage/create-stores.js';

const now = new Date();
const later = new Date(Date.now() + 60_000);
const entry: SealedEntry = {
  ...{ id: 'm', channel: 'mail', template: 'confirm-mail', language: 'fr', state: 'waiting', sealed: 's' },
  ...{ recipient: 'r', recipientHash: 'h', queuedAt: now, expiresAt: later, nextAt: now, tries: 0 },
};

/** What the outbox asks of its store; see query-plans.test.ts. */
export const outboxOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'outbox.add, taken': async ({ outbox }) => {
    await outbox.add(entry);
    await outbox.take('mail', new Date(0), later);
  },
  'outbox.take': ({ outbox }) => outbox.take('mail', now, later),
  'outbox.postpone': ({ outbox }) => outbox.postpone(entry, later, 'busy'),
  'outbox.end': ({ outbox }) => outbox.end(entry, 'dead', now),
  'outbox.find': ({ outbox }) => outbox.find('m'),
  'outbox.hasten': ({ outbox }) => outbox.hasten('m', now),
  'outbox.list': ({ outbox }) => outbox.list({}, 10),
  'outbox.list, of a recipient': ({ outbox }) => outbox.list({ recipientHash: 'h', state: 'dead' }, 10),
  'outbox.backlog': ({ outbox }) => outbox.backlog('mail'),
  'outbox.spend': ({ outbox }) => outbox.spend('2026-01-01', 1, 5),
};
