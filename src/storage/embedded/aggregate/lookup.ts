import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { refuseUnknown } from '../commands/command.js';
import { someValueAt } from '../query/path-values.js';
import { withValueAt } from './change-copy.js';
import type { Documents, Stage } from './stages.js';

/** Finds documents of another collection of the same database. */
export type Find = (collection: string, filter: Document) => Documents;

/** `$lookup` by equality of two fields, through the indexes of the other collection. @throws CommandError FailedToParse. */
export function compileLookup(content: unknown, find: Find): Stage {
  if (!isDocument(content))
    throw new CommandError('FailedToParse', 'the $lookup specification must be an object');
  refuseUnknown('$lookup', content, ['from', 'localField', 'foreignField', 'as']);
  const { from, localField, foreignField, as } = content;
  const parts = [from, localField, foreignField, as];
  if (!parts.every((part) => typeof part === 'string' && part !== ''))
    throw new CommandError('FailedToParse', '$lookup needs from, localField, foreignField and as');
  const [collection, local, foreign, place] = parts as [string, string, string, string];
  return function* (documents) {
    for (const document of documents) {
      if (!document) {
        yield undefined;
        continue;
      }
      const wanted = valuesAt(document, local.split('.'));
      const filter = { $or: wanted.map((value) => ({ [foreign]: { $eq: value } })) };
      const found: Document[] = [];
      for (const other of find(collection, filter)) {
        if (other) found.push(other);
        else yield undefined;
      }
      yield withValueAt(document, place.split('.'), found);
    }
  };
}

/** The values to look for: the elements of arrays, and null for a missing field or an empty array. */
function valuesAt(document: Document, path: string[]): unknown[] {
  const values: unknown[] = [];
  someValueAt(document, path, (value) => {
    if (Array.isArray(value)) values.push(...value);
    else values.push(value ?? null);
    return false;
  });
  return values.length > 0 ? values : [null];
}
