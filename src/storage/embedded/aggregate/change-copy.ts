import { isDocument, type Document } from '../bson/codec.js';

/**
 * A copy with `value` at a path, which makes documents on its way in the place of other values and enters each element
 * of an array (MongoDB manual, "$addFields"). An undefined value removes nothing and adds nothing.
 */
export function withValueAt(document: Document, path: readonly string[], value: unknown): Document {
  const [name, ...rest] = path as [string, ...string[]];
  const next =
    rest.length === 0
      ? value
      : inner(Object.hasOwn(document, name) ? document[name] : undefined, rest, value);
  return next === undefined ? withoutField(document, [name]) : { ...document, [name]: next };
}

function inner(value: unknown, rest: string[], inserted: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => inner(item, rest, inserted));
  return withValueAt(isDocument(value) ? value : {}, rest, inserted);
}

/** A copy without the field at a path; arrays on the way are left as they are. */
export function withoutField(document: Document, path: readonly string[]): Document {
  const [name, ...rest] = path as [string, ...string[]];
  if (!Object.hasOwn(document, name)) return document;
  if (rest.length > 0)
    return isDocument(document[name])
      ? { ...document, [name]: withoutField(document[name], rest) }
      : document;
  const copy = { ...document };
  delete copy[name];
  return copy;
}
