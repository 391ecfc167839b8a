import { everything, readRecord, type CollectionRecord } from '../engine/catalog.js';
import { IndexDefinition, type IndexOptions } from '../engine/index-definition.js';
import type { ReadableStore } from '../engine/ordered-store.js';
import { entriesOfRange } from '../engine/range-reader.js';
import type { Report } from './fault.js';

/** A collection and its indexes, as the catalogue says. */
export interface CataloguedCollection {
  name: string;
  id: number;
  indexes: IndexDefinition[];
}

/** The collections of a store in the order of their names. What is wrong with the catalogue is reported, and left out. */
export function readCatalogue(store: ReadableStore, report: Report): CataloguedCollection[] {
  const collections: CataloguedCollection[] = [];
  const numbers = { collections: new Map<number, string>(), indexes: new Map<number, string>() };
  for (const { key, value } of entriesOfRange(store, everything)) {
    const name = key.toString('utf8', 1);
    const record = readOne(name, value, report);
    if (!record || isTaken(numbers.collections, record.id, name, report)) continue;
    const indexes = record.indexes.flatMap((options) => openIndex(name, options, report));
    const own = indexes.filter(({ options }) => !isTaken(numbers.indexes, options.id, name, report));
    collections.push({ name, id: record.id, indexes: own });
  }
  return collections;
}

function readOne(name: string, value: Buffer, report: Report): CollectionRecord | undefined {
  try {
    const record = readRecord(value);
    if (record.name === name && Number.isInteger(record.id)) return record;
    report({ collection: name, what: 'its entry in the catalogue is about another collection' });
  } catch {
    report({ collection: name, what: 'its entry in the catalogue cannot be read' });
  }
  return undefined;
}

/** The index; none, and a fault, when its options make no index. */
function openIndex(collection: string, options: IndexOptions, report: Report): IndexDefinition[] {
  try {
    const directions = Object.values(options.key);
    if (directions.length > 0 && directions.every((direction) => direction === 1 || direction === -1)) {
      return [new IndexDefinition(options)];
    }
  } catch {
    // Said below.
  }
  report({ collection, what: `index ${String(options.name)}: the catalogue does not say a valid index` });
  return [];
}

function isTaken(numbers: Map<number, string>, id: number, name: string, report: Report): boolean {
  const other = numbers.get(id);
  if (other === undefined) {
    numbers.set(id, name);
    return false;
  }
  report({ collection: name, what: `shares the number ${id} with ${other} in the catalogue` });
  return true;
}
