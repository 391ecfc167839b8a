import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { refuseUnknown } from '../commands/command.js';
import { findPlace, read } from '../update/field-path.js';
import { withoutField, withValueAt } from './change-copy.js';
import type { Stage } from './stages.js';

/** `$unwind`, as a path or with `preserveNullAndEmptyArrays`. @throws CommandError Location28812, Location28818. */
export function compileUnwind(content: unknown): Stage {
  const options = isDocument(content) ? content : { path: content };
  refuseUnknown('$unwind', options, ['path', 'preserveNullAndEmptyArrays']);
  const { path: text, preserveNullAndEmptyArrays: preserve } = options;
  if (typeof text !== 'string') throw new CommandError('Location28812', 'no path specified to $unwind stage');
  if (!text.startsWith('$') || text.length === 1)
    throw new CommandError('Location28818', 'path option to $unwind stage should be prefixed with a $');
  const path = text.slice(1).split('.');
  return function* (documents) {
    for (const document of documents) {
      if (document) yield* unwound(document, path, preserve === true);
      else yield undefined;
    }
  };
}

function* unwound(document: Document, path: string[], preserve: boolean): Generator<Document> {
  const place = findPlace(document, path);
  const value = place && !Array.isArray(place.container) ? read(place) : undefined;
  if (!Array.isArray(value)) {
    if (preserve || (value !== undefined && value !== null)) yield document;
  } else if (value.length === 0) {
    if (preserve) yield withoutField(document, path);
  } else {
    for (const item of value) yield withValueAt(document, path, item);
  }
}
