import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFamilies } from '../../../src/directory/synthetic/make-families.js';
import { SeededRandom } from '../../../src/random.js';
import { aafHead, aafTail, modifyRequest } from './aaf-records.js';
import { FeedFile } from './feed-file.js';
import type { AafOrder } from './write-aaf.js';

/** Writes an AAF delta to the complete feed of the same order: a new class for every `every`th pupil; gives their number. */
export async function writeAafDelta(order: AafOrder, every: number): Promise<number> {
  await mkdir(order.folder, { recursive: true });
  const file = await FeedFile.create(join(order.folder, 'ENT_9990001X_Delta_20260902_Eleve_0000.xml'));
  await file.write(aafHead());
  let count = 0;
  const random = new SeededRandom(order.seed ?? 'aaf');
  for (const { pupils } of makeFamilies({ ...order, schoolYear: 2026 }, random)) {
    for (const { index, person } of pupils) {
      const [school] = person.schools;
      if (index % every !== 0 || school === undefined) continue;
      const { structureId = '', jointure = '' } = school;
      await file.write(modifyRequest('Eleve', jointure, { ENTEleveClasses: `${structureId}$6Z` }));
      count += 1;
    }
  }
  await file.write(aafTail);
  await file.close();
  return count;
}
