import { documentsOf } from '../engine/collection.js';
import { entriesOf } from '../engine/catalog.js';
import { readFormat } from '../engine/upgrade-format.js';
import { entriesOfRange } from '../engine/range-reader.js';
import { findRunningStore } from '../find-running-store.js';
import { lockHolder } from '../store-lock.js';
import { storePaths } from '../store-paths.js';
import type { Report } from './fault.js';
import { readCatalogue } from './read-catalogue.js';
import { Snapshot } from './snapshot.js';

/** What an operator asks of a store. Sizes are in bytes. */
export interface StoreDescription {
  folder: string;
  format: number | undefined;
  sizeOnDisk: number;
  sizeUsed: number;
  /** The process that has the store open, and whether it answers; undefined when none has. */
  holder: { pid: number; answers: boolean } | undefined;
  collections: {
    name: string;
    documents: number;
    bytes: number;
    indexes: { name: string; entries: number }[];
  }[];
}

/**
 * Describes the store of `dataDir` as it is now, also while it is served.
 * @throws OperatorError when there is none, or it is damaged.
 */
export async function describeStore(dataDir: string, report: Report): Promise<StoreDescription> {
  const { folder, data, lock } = storePaths(dataDir);
  const snapshot = await Snapshot.open(data);
  try {
    const pid = lockHolder(lock);
    const answers = pid !== undefined && (await findRunningStore(dataDir)) !== undefined;
    return {
      folder,
      format: readFormat(snapshot),
      sizeOnDisk: snapshot.sizeOnDisk(),
      sizeUsed: snapshot.sizeUsed(),
      holder: pid === undefined ? undefined : { pid, answers },
      collections: readCatalogue(snapshot, report).map(({ name, id, indexes }) => ({
        name,
        ...measureDocuments(snapshot, id),
        indexes: indexes.map((index) => ({
          name: index.options.name,
          entries: snapshot.count(entriesOf(index)),
        })),
      })),
    };
  } finally {
    await snapshot.close();
  }
}

function measureDocuments(snapshot: Snapshot, collectionId: number): { documents: number; bytes: number } {
  let documents = 0;
  let bytes = 0;
  for (const { value } of entriesOfRange(snapshot, documentsOf(collectionId))) {
    documents += 1;
    bytes += value.length;
  }
  return { documents, bytes };
}
