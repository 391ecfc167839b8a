import { decode, encode, isDocument, type Document } from '../bson/codec.js';
import { equals } from '../bson/compare.js';
import { CommandError } from '../command-error.js';
import type { StoredDocument } from '../engine/collection.js';
import { arrayUpdateOperators } from './array-operators.js';
import { fieldUpdateOperators, type Change, type UpdateContext } from './field-operators.js';
import { comparePaths, splitPath } from './field-path.js';

/** An update made ready: how an existing document changes, and how a new one is made from an upsert's seed. */
export interface Update {
  /** The new content and its bytes; undefined when they are those it had. */
  change(stored: StoredDocument): { document: Document; bytes: Buffer } | undefined;
  insert(seed: Document): Document;
  /** True when the whole document is replaced. */
  replaces: boolean;
}

/** Every update operator there is. */
export const updateOperators = { ...fieldUpdateOperators, ...arrayUpdateOperators };

/** Reads an update. @throws CommandError FailedToParse for an unknown operator, and what operators refuse. */
export function compileUpdate(update: unknown, context: UpdateContext): Update {
  if (Array.isArray(update))
    throw new CommandError('CommandNotSupported', 'Updates by an aggregation pipeline are not supported');
  if (!isDocument(update)) throw new CommandError('FailedToParse', 'The update must be a document');
  const names = Object.keys(update);
  if (!names[0]?.startsWith('$')) return compileReplacement(update, names);
  const { onChange, onInsert } = compileOperators(update, context);
  return {
    replaces: false,
    change(stored) {
      const next = decode(stored.bytes);
      for (const change of onChange) change(next);
      return changed(stored, next);
    },
    insert(seed) {
      const id = seed['_id'];
      for (const change of onInsert) change(seed);
      if (id !== undefined) assertSameId({ _id: id }, seed);
      return seed;
    },
  };
}

function compileReplacement(update: Document, names: string[]): Update {
  const wrong = names.find((name) => name.startsWith('$'));
  if (wrong !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${wrong}' is not allowed in a replacement`,
    );
  }
  const withId = (id: unknown): Document => ({ ...(id !== undefined && { _id: id }), ...update });
  return {
    replaces: true,
    change: (stored) => changed(stored, withId(stored.document['_id'])),
    insert: (seed) => withId(seed['_id']),
  };
}

/** The changes in the order of their paths, as fields are added (MongoDB manual, "Update Operators: Behavior"). */
function compileOperators(
  update: Document,
  context: UpdateContext,
): { onChange: Change[]; onInsert: Change[] } {
  const steps: { name: string; field: string; change: Change }[] = [];
  const taken: string[] = [];
  for (const [name, fields] of Object.entries(update)) {
    const operator = Object.hasOwn(updateOperators, name) ? updateOperators[name] : undefined;
    if (!operator) {
      const message = `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`;
      throw new CommandError('FailedToParse', message);
    }
    if (!isDocument(fields)) {
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found another type for ${name}`,
      );
    }
    for (const [field, operand] of Object.entries(fields)) {
      const change = operator(splitPath(field), operand, context);
      claim(taken, field);
      if (name === '$rename') claim(taken, String(operand));
      steps.push({
        name,
        field: name === '$rename' ? String(operand) : field,
        change,
      });
    }
  }
  steps.sort((one, other) => comparePaths(one.field.split('.'), other.field.split('.')));
  return {
    onChange: steps.filter(({ name }) => name !== '$setOnInsert').map(({ change }) => change),
    onInsert: steps.map(({ change }) => change),
  };
}

function claim(taken: string[], field: string): void {
  const rival = taken.find(
    (other) => other === field || other.startsWith(`${field}.`) || field.startsWith(`${other}.`),
  );
  if (rival !== undefined) {
    throw new CommandError(
      'ConflictingUpdateOperators',
      `Updating the path '${field}' would create a conflict at '${rival}'`,
    );
  }
  taken.push(field);
}

function changed(stored: StoredDocument, document: Document): ReturnType<Update['change']> {
  assertSameId(stored.document, document);
  const bytes = encode(document);
  return bytes.equals(stored.bytes) ? undefined : { document, bytes };
}

function assertSameId(before: Document, after: Document): void {
  if (!equals(before['_id'], after['_id']) || !Object.hasOwn(after, '_id')) {
    throw new CommandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
}
