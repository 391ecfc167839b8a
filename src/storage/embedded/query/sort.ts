import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { compare } from '../bson/compare.js';
import { emptyArray } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { someValueAt } from './path-values.js';

export interface SortField {
  name: string;
  path: string[];
  descending: boolean;
}

/** Reads `{a: 1, b: -1}`. @throws CommandError BadValue, TypeMismatch, Location15975. */
export function parseSort(sort: unknown): SortField[] {
  if (sort === undefined || sort === null) return [];
  if (!isDocument(sort)) throw new CommandError('TypeMismatch', 'Expected field sort to be of type object');
  return Object.entries(sort).map(([name, direction]) => {
    const number = toNumber(direction);
    if (isDocument(direction)) throw new CommandError('BadValue', `$meta sorts are not supported: ${name}`);
    if (number !== 1 && number !== -1) {
      throw new CommandError(
        'Location15975',
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    }
    return { name, path: name.split('.'), descending: number === -1 };
  });
}

/** Sorts, keeping the order of equals. An array sorts by its least element, or its greatest when descending. */
export function sortBy<T>(items: T[], fields: SortField[], documentOf: (item: T) => Document): T[] {
  const keyed = items.map((item) => ({ item, keys: sortKeys(documentOf(item), fields) }));
  keyed.sort((a, b) => compareKeys(a.keys, b.keys, fields));
  return keyed.map(({ item }) => item);
}

/** The values by which a document is sorted. */
export function sortKeys(document: Document, fields: SortField[]): unknown[] {
  return fields.map((field) => sortKey(document, field));
}

/** The order of two documents by their sort keys. */
export function compareKeys(a: unknown[], b: unknown[], fields: SortField[]): number {
  for (let at = 0; at < fields.length; at++) {
    const order = compare(a[at], b[at]);
    if (order !== 0) return fields[at]?.descending ? -order : order;
  }
  return 0;
}

function sortKey(document: Document, { path, descending }: SortField): unknown {
  let best: unknown;
  let found = false;
  const consider = (value: unknown): void => {
    if (!found || (descending ? compare(value, best) > 0 : compare(value, best) < 0)) best = value;
    found = true;
  };
  someValueAt(document, path, (value) => {
    if (!Array.isArray(value)) consider(value);
    else if (value.length === 0) consider(emptyArray);
    else value.forEach(consider);
    return false;
  });
  return best;
}
