import type { Binary, BSONRegExp } from 'bson';
import { knownIds } from './values.js';

type Document = Record<string, unknown>;

/**
 * A value as short text that keeps its BSON types: `5` is an Int32, `5.0` a Double, `5L` a Long, `5d` a Decimal128.
 * Ids that a server made are blurred. The order of fields is left out.
 */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  return '_bsontype' in value ? showBson(value as Document) : showDocument(value as Document);
}

function showDocument(value: Document): string {
  const fields = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]) => `${name}: ${show(each)}`);
  return `{${fields.join(', ')}}`;
}

function showBson(value: Document): string {
  switch (value['_bsontype']) {
    case 'Int32':
      return String(value);
    case 'Double':
      return showDouble(value['value'] as number);
    case 'Long':
      return `${String(value)}L`;
    case 'Decimal128':
      return `${String(value)}d`;
    case 'ObjectId':
      return knownIds.some((known) => known.toHexString() === String(value))
        ? `Id(${String(value)})`
        : '<made>';
    case 'Binary':
      return `Binary(${(value as unknown as Binary).sub_type}, ${(value as unknown as Binary).toString('hex')})`;
    case 'BSONRegExp':
      return `/${(value as unknown as BSONRegExp).pattern}/${(value as unknown as BSONRegExp).options}`;
    default:
      return `${String(value['_bsontype'])}(${String(value)})`;
  }
}

function showDouble(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
