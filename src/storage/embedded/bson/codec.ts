import { deserialize, serialize } from 'bson';
import { CommandError } from '../command-error.js';

export type Document = Record<string, unknown>;

/** MongoDB's largest document, in bytes. */
export const maxDocumentSize = 16 * 1024 * 1024;

const exact = { promoteValues: false, promoteBuffers: false, bsonRegExp: true };

/** Reads BSON so that writing it again gives the same types (Int32, Double, Long, Binary... stay themselves). */
export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes, exact);
}

/** Reads BSON with plain JavaScript numbers; a Long above 2^53 stays a Long. */
export function decodePlain(bytes: Uint8Array): Document {
  return deserialize(bytes);
}

/** Writes BSON. @throws CommandError BSONObjectTooLarge above 16 MB. */
export function encode(document: Document): Buffer {
  const bytes = serialize(document, { ignoreUndefined: true });
  if (bytes.length > maxDocumentSize) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `BSONObj size: ${bytes.length} is larger than ${maxDocumentSize}`,
    );
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** How deep a stored document may nest: MongoDB's limit for user storage. */
const deepest = 180;
/** A level takes at least 8 bytes of BSON (type, name of one letter, its end, length, end), so smaller documents need no look. */
const leastBytes = deepest * 8;

/** Refuses a document that nests deeper than MongoDB stores. @throws CommandError Overflow. */
export function assertDepth(document: Document, bytes: Uint8Array): void {
  if (bytes.length > leastBytes && nests(document, deepest))
    throw new CommandError('Overflow', `exceeded the maximum nesting depth of ${deepest} levels`);
}

function nests(value: unknown, levels: number): boolean {
  if (!Array.isArray(value) && !isDocument(value)) return false;
  return levels === 0 || Object.values(value).some((each) => nests(each, levels - 1));
}

/** True for an embedded document: not null, an array, a Date nor one of BSON's own types. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date) && !(value instanceof RegExp) && !('_bsontype' in value);
}

/** The name of BSON's own class of `value`, such as `ObjectId`; undefined for JavaScript's own values. */
export function bsonTypeOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as { _bsontype?: string })._bsontype;
}

/** The number in a JavaScript number, Int32, Double, Long or Decimal128 (rounded to a double); undefined if not a number. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  switch (bsonTypeOf(value)) {
    case 'Int32':
    case 'Double':
      return (value as { value: number }).value;
    case 'Long':
      return (value as { toNumber(): number }).toNumber();
    case 'Decimal128':
      return Number(String(value));
    default:
      return undefined;
  }
}
