import { scan, withoutPauses } from '../query/scan.js';
import type { Collection } from './collection.js';
import type { IndexDefinition } from './index-definition.js';
import type { OrderedStore } from './ordered-store.js';
import { RangeReader } from './range-reader.js';

/** Enters every document of a collection into a new index. Within a transaction. @throws CommandError DuplicateKey. */
export function buildIndex(store: OrderedStore, collection: Collection, index: IndexDefinition): void {
  const whole = {
    stage: 'COLLSCAN' as const,
    ranges: [collection.documents],
    backwards: false,
    sorted: false,
    repeats: false,
  };
  for (const { idKey, document } of withoutPauses(
    scan(new RangeReader(store), collection, { plan: whole }, { keys: 0, documents: 0 }),
  )) {
    collection.addEntries(index, document, idKey);
  }
}
