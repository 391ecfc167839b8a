import type { Upload } from '../../src/directory/upload/upload.js';
import type { Stores } from '../../src/storage/create-stores.js';

const now = new Date();
const later = new Date(Date.now() + 60_000);
const upload: Upload = {
  ...{ id: 'u', session: 's', by: 'op', state: 'receiving', files: [], options: {} },
  ...{ aliveUntil: later, expiresAt: later, version: 1 },
};

/** What the operations below look at. */
export async function addOperatorRecords({ uploads, operatorLinks }: Stores): Promise<void> {
  await uploads.add(upload);
  await operatorLinks.add({ id: 'l', name: 'op', expiresAt: later });
}

/** What the pages for operators ask of the stores; see query-plans.test.ts. */
export const operatorOperations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'operatorLinks.read': ({ operatorLinks }) => operatorLinks.read('l'),
  'operatorLinks.use': ({ operatorLinks }) => operatorLinks.use('l', now),
  'operatorLinks.removeAll': ({ operatorLinks }) => operatorLinks.removeAll(),
  'operatorSessions.read': ({ operatorSessions }) => operatorSessions.read('s', now),
  'operatorSessions.remove': ({ operatorSessions }) => operatorSessions.remove('s'),
  'operatorSessions.removeAll': ({ operatorSessions }) => operatorSessions.removeAll(),
  'uploads.find': ({ uploads }) => uploads.find('u'),
  'uploads.ofSession': ({ uploads }) => uploads.ofSession('s', now),
  'uploads.change': ({ uploads }) => uploads.change(upload, { state: 'tried', fault: undefined }),
  'uploads.beat': ({ uploads }) => uploads.beat('u', later, { phase: 'reading', done: 1, total: 2 }),
  'uploads.remove': ({ uploads }) => uploads.remove('u'),
};
