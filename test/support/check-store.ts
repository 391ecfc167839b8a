import { decode } from '../../src/storage/embedded/bson/codec.js';
import type { Engine } from '../../src/storage/embedded/engine/engine.js';
import { entriesOf } from '../../src/storage/embedded/engine/catalog.js';
import type { Plan } from '../../src/storage/embedded/query/plan.js';
import type { Entry, KeyRange, OrderedStore } from '../../src/storage/embedded/engine/ordered-store.js';
import { scan, withoutPauses } from '../../src/storage/embedded/query/scan.js';
import { RangeReader } from '../../src/storage/embedded/engine/range-reader.js';

/** Says what is wrong between documents and indexes: each index must hold exactly what its documents give. */
export function findInconsistencies({ store, catalog }: Engine): string[] {
  const wrong: string[] = [];
  for (const collection of catalog.all()) {
    const whole: Plan = {
      stage: 'COLLSCAN',
      ranges: [collection.documents],
      backwards: false,
      sorted: false,
      repeats: false,
    };
    const expected = new Map(collection.indexes.map((index) => [index, 0]));
    const documents = withoutPauses(
      scan(new RangeReader(store), collection, { plan: whole }, { keys: 0, documents: 0 }),
    );
    for (const { bytes } of documents) {
      for (const index of collection.indexes)
        expected.set(index, (expected.get(index) ?? 0) + index.tuplesOf(decode(bytes)).length);
    }
    for (const [index, count] of expected) {
      const name = `${collection.namespace} ${index.options.name}`;
      let entries = 0;
      for (const { value } of entriesIn(store, entriesOf(index))) {
        entries += 1;
        if (!collection.bytesAt(value)) wrong.push(`${name}: an entry leads to no document`);
      }
      if (entries !== count) wrong.push(`${name}: ${entries} entries for ${count} values`);
    }
  }
  return wrong;
}

function* entriesIn(store: OrderedStore, range: KeyRange): Generator<Entry> {
  const reader = new RangeReader(store);
  reader.begin(range, false);
  for (let step = reader.next(); step !== 'end'; step = reader.next()) if (step !== 'pause') yield step;
}
