import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { rank, rankOf } from '../bson/key-writer.js';
import { isOperatorDocument } from './compile-filter.js';
import { literalPrefix, regexParts } from './compile-regex.js';

/** One end of a range on a field. `prefix` means: the end of all strings that begin with `value`. */
export interface Bound {
  value: unknown;
  inclusive: boolean;
  prefix?: boolean;
}

/** What a filter demands of one field, as far as an index can use it. */
export interface Condition {
  /** The field equals one of these. */
  points?: unknown[];
  low?: Bound;
  high?: Bound;
  /** A document without the field cannot match. */
  present: boolean;
}

/** The conditions that every match fulfils, by field. Those inside `$or` and `$nor` are left out. */
export function readConditions(filter: Document): Map<string, Condition> {
  const conditions = new Map<string, Condition>();
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(operand)) {
      for (const branch of operand) if (isDocument(branch)) merge(conditions, readConditions(branch));
    } else if (!name.startsWith('$')) {
      const condition = readField(operand);
      if (condition) merge(conditions, new Map([[name, condition]]));
      merge(conditions, readElement(name, operand));
    }
  }
  return conditions;
}

/** What `{d: {$elemMatch: {x: 1}}}` demands of `d.x`. */
function readElement(name: string, operand: unknown): Map<string, Condition> {
  const inner = isOperatorDocument(operand) ? operand['$elemMatch'] : undefined;
  if (!isDocument(inner) || isOperatorDocument(inner)) return new Map();
  return new Map([...readConditions(inner)].map(([field, condition]) => [`${name}.${field}`, condition]));
}

function merge(into: Map<string, Condition>, from: Map<string, Condition>): void {
  for (const [name, condition] of from) {
    const known = into.get(name);
    into.set(
      name,
      known ? { ...condition, ...known, present: known.present || condition.present } : condition,
    );
  }
}

function readField(operand: unknown): Condition | undefined {
  if (rankOf(operand) === rank.regex) return fromRegex(operand, undefined);
  if (!isOperatorDocument(operand)) return fromPoints([operand]);
  const found = Object.entries(operand).map(([operator, value]) => readOperator(operator, value, operand));
  const conditions = found.filter((each) => each !== undefined);
  if (conditions.length === 0) return undefined;
  return Object.assign({}, ...conditions, { present: conditions.some((each) => each.present) }) as Condition;
}

function readOperator(operator: string, value: unknown, siblings: Document): Condition | undefined {
  switch (operator) {
    case '$eq':
      return fromPoints([value]);
    case '$in':
      return Array.isArray(value) ? fromPoints(value) : undefined;
    case '$gt':
    case '$gte':
      return isOrdered(value) ? { low: { value, inclusive: operator === '$gte' }, present: true } : undefined;
    case '$lt':
    case '$lte':
      return isOrdered(value)
        ? { high: { value, inclusive: operator === '$lte' }, present: true }
        : undefined;
    case '$regex':
      return fromRegex(value, siblings['$options']);
    case '$exists':
      return value === true || toNumber(value) === 1 ? { present: true } : undefined;
    default:
      return undefined;
  }
}

/** An array may be met whole or as an element, a regex matches many: neither is a point of an index. */
function fromPoints(points: unknown[]): Condition | undefined {
  const ranks = points.map(rankOf);
  if (ranks.includes(rank.array) || ranks.includes(rank.regex)) return undefined;
  return { points, present: !ranks.includes(rank.null) };
}

function fromRegex(operand: unknown, options: unknown): Condition | undefined {
  const value = literalPrefix(regexParts(operand, options));
  if (value === undefined) return undefined;
  return { low: { value, inclusive: true }, high: { value, inclusive: true, prefix: true }, present: true };
}

function isOrdered(value: unknown): boolean {
  const type = rankOf(value);
  if (type === rank.number) return !Number.isNaN(toNumber(value));
  return type !== rank.null && type !== rank.array && type !== rank.regex && type !== rank.object;
}
