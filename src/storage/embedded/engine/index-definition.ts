import { decode, type Document } from '../bson/codec.js';
import { emptyArray } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { compileFilter, type Predicate } from '../query/compile-filter.js';
import { someValueAt } from '../query/path-values.js';

/** What an index is, as it is kept in the catalogue. */
export interface IndexOptions {
  id: number;
  name: string;
  key: Record<string, 1 | -1>;
  unique: boolean;
  sparse: boolean;
  partialFilterExpression?: Buffer;
  expireAfterSeconds?: number;
  /** True once a document had an array on one of the paths. */
  multikey: boolean;
}

/** One indexed field. */
export interface IndexField {
  name: string;
  path: string[];
  descending: boolean;
}

/** An index made ready to use. */
export class IndexDefinition {
  readonly fields: IndexField[];
  readonly partialFilter: Document | undefined;
  /** Set when it is dropped: who still reads it learns so. */
  dropped = false;
  private readonly covers: Predicate | undefined;

  constructor(readonly options: IndexOptions) {
    this.fields = Object.entries(options.key).map(([name, direction]) => ({
      name,
      path: name.split('.'),
      descending: direction === -1,
    }));
    this.partialFilter = options.partialFilterExpression && decode(options.partialFilterExpression);
    this.covers = this.partialFilter && compileFilter(this.partialFilter);
  }

  /**
   * The tuples of values under which `document` is found; none when it is outside a sparse or partial index.
   * Marks the index multikey when an array gives them. @throws CommandError CannotIndexParallelArrays.
   */
  tuplesOf(document: Document): unknown[][] {
    if (this.covers && !this.covers(document)) return [];
    const values = this.fields.map((field) => valuesOf(document, field.path));
    if (this.options.sparse && values.every((each) => each.items.every((item) => item === undefined)))
      return [];
    const arrays = values.filter((each) => each.fromArray).length;
    if (arrays > 1) throw new CommandError('CannotIndexParallelArrays', 'cannot index parallel arrays');
    if (arrays === 1) this.options.multikey = true;
    return values.reduce<unknown[][]>(
      (tuples, { items }) => tuples.flatMap((tuple) => items.map((item) => [...tuple, item])),
      [[]],
    );
  }

  /** This index as `listIndexes` shows it. */
  describe(): Document {
    const { name, key, unique, sparse, expireAfterSeconds } = this.options;
    return {
      v: 2,
      key,
      name,
      ...(unique && { unique }),
      ...(sparse && { sparse }),
      ...(this.partialFilter && { partialFilterExpression: this.partialFilter }),
      ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
    };
  }
}

function valuesOf(document: Document, path: readonly string[]): { items: unknown[]; fromArray: boolean } {
  const items: unknown[] = [];
  let fromArray = false;
  let reached = 0;
  someValueAt(document, path, (value) => {
    reached += 1;
    if (!Array.isArray(value)) items.push(value);
    else {
      fromArray = true;
      if (value.length === 0) items.push(emptyArray);
      else items.push(...value);
    }
    return false;
  });
  if (reached === 0) items.push(undefined);
  return { items, fromArray: fromArray || reached !== 1 };
}
