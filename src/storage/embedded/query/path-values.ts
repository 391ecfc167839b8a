import { isDocument, type Document } from '../bson/codec.js';

const digits = /^\d+$/;

/**
 * Calls `visit` with each value that a dotted path reaches, undefined where a document lacks the field, until it
 * answers true. Arrays on the way are entered both by number and into each embedded document; other elements of an
 * array reach nothing (MongoDB manual, "Query an Array of Embedded Documents"). An array at the end is one value;
 * `byPosition` says that the path ended with its place in another array (`a.0` of `[[1]]`), whose elements do not count.
 */
export function someValueAt(
  root: Document,
  path: readonly string[],
  visit: (value: unknown, byPosition: boolean) => boolean,
): boolean {
  return walk(root, path, 0, visit);
}

function walk(
  value: unknown,
  path: readonly string[],
  at: number,
  visit: (value: unknown, byPosition: boolean) => boolean,
): boolean {
  if (at === path.length) return visit(value, false);
  const name = path[at] as string;
  if (Array.isArray(value)) {
    const found = digits.test(name) && Number(name) < value.length;
    const item: unknown = found ? value[Number(name)] : undefined;
    if (found && (at + 1 === path.length ? visit(item, true) : walk(item, path, at + 1, visit))) return true;
    return value.some((each) => isDocument(each) && walk(each, path, at, visit));
  }
  if (isDocument(value) && Object.hasOwn(value, name)) return walk(value[name], path, at + 1, visit);
  return visit(undefined, false);
}
