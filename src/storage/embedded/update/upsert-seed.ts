import { isDocument, type Document } from '../bson/codec.js';
import { rank, rankOf } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { isOperatorDocument } from '../query/compile-filter.js';
import { makePlace, write } from '../update/field-path.js';

/**
 * The document an upsert starts from: the equalities of its filter (MongoDB manual, "Upsert with Operator Expressions").
 * @throws CommandError NotSingleValueField when two of them speak of one field.
 */
export function upsertSeed(filter: Document): Document {
  const seed: Document = {};
  const equalities = equalitiesOf(filter);
  equalities.forEach(({ name, value }, at) => {
    const rival = equalities.slice(0, at).find((other) => overlap(other.name, name));
    if (rival) {
      const message = `cannot infer query fields to set, paths '${name}' and '${rival.name}' are matched`;
      throw new CommandError('NotSingleValueField', message);
    }
    write(makePlace(seed, name.split('.')), value);
  });
  return seed;
}

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

function equalitiesOf(filter: Document): { name: string; value: unknown }[] {
  return Object.entries(filter).flatMap(([name, condition]) => {
    const branches = Array.isArray(condition) ? condition.filter(isDocument) : [];
    if (name === '$and' || (name === '$or' && branches.length === 1)) return branches.flatMap(equalitiesOf);
    return name.startsWith('$') ? [] : valuesOf(condition).map((value) => ({ name, value }));
  });
}

function valuesOf(condition: unknown): unknown[] {
  if (rankOf(condition) === rank.regex) return [];
  if (!isOperatorDocument(condition)) return [condition];
  const { $eq, $in, $all } = condition;
  const single = Array.isArray($in) && $in.length === 1 ? $in : [];
  const every = Array.isArray($all) ? $all : [];
  const values = [...($eq === undefined ? [] : [$eq]), ...single, ...every];
  return values.filter((value) => !isOperatorDocument(value) && rankOf(value) !== rank.regex);
}
