import { isDocument, type Document } from '../bson/codec.js';
import { equals } from '../bson/compare.js';
import { rank, rankOf } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { isOperatorDocument } from '../query/compile-filter.js';
import { findPlace, makePlace, read, write } from '../update/field-path.js';

/** The document an upsert starts from: the equalities of its filter (MongoDB manual, "Upsert with Operator Expressions"). */
export function upsertSeed(filter: Document): Document {
  const seed: Document = {};
  plant(seed, filter);
  return seed;
}

function plant(seed: Document, filter: Document): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(condition)) {
      for (const branch of condition) if (isDocument(branch)) plant(seed, branch);
    } else if (name === '$or' && Array.isArray(condition) && condition.length === 1) {
      if (isDocument(condition[0])) plant(seed, condition[0]);
    } else if (!name.startsWith('$')) {
      plantField(seed, name, condition);
    }
  }
}

function plantField(seed: Document, name: string, condition: unknown): void {
  const value = equalityOf(condition);
  if (value === undefined) return;
  const path = name.split('.');
  const place = findPlace(seed, path);
  if (place && !equals(read(place), value)) {
    throw new CommandError('Location54', `cannot infer query fields to set, path '${name}' is matched twice`);
  }
  write(makePlace(seed, path), value);
}

function equalityOf(condition: unknown): unknown {
  if (rankOf(condition) === rank.regex) return undefined;
  if (!isOperatorDocument(condition)) return condition;
  if (Object.hasOwn(condition, '$eq')) return condition['$eq'];
  const list = condition['$in'] ?? condition['$all'];
  return Array.isArray(list) && list.length === 1 && !isOperatorDocument(list[0]) ? list[0] : undefined;
}
