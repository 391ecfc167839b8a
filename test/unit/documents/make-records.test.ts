import { makeRecords } from '../../../src/documents/make-records.js';
import type { Records } from '../../../src/documents/write-records.js';

const records: Records = {
  title: 'Mes données',
  language: 'fr',
  madeAt: new Date('2026-09-01T08:00:00Z'),
  lead: 'Ce que le service garde.',
  sections: [{ heading: 'Connexions', facts: ['1er septembre 2026 à 10:00, Élysée'] }],
};
const built = new URL('../../../dist/documents/records-thread.js', import.meta.url);

test('the thread makes the same PDF as is made here', async () => {
  const [here, there] = await Promise.all([makeRecords(records), makeRecords(records, built)]);
  expect(Buffer.from(here.subarray(0, 5)).toString()).toBe('%PDF-');
  expect(Buffer.from(there)).toEqual(Buffer.from(here));
});

test('what cannot be made is an error, not a wait', async () => {
  const odd = { ...records, sections: [{ heading: 'x', facts: [42 as unknown as string] }] };
  await expect(makeRecords(odd, built)).rejects.toThrow();
});
