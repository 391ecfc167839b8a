import { decode, type Document } from '../bson/codec.js';
import { compileFilter, type Predicate } from '../query/compile-filter.js';
import { indexTuples } from './index-tuples.js';

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
  private readonly paths: string[][];

  constructor(readonly options: IndexOptions) {
    this.fields = Object.entries(options.key).map(([name, direction]) => ({
      name,
      path: name.split('.'),
      descending: direction === -1,
    }));
    this.paths = this.fields.map(({ path }) => path);
    this.partialFilter = options.partialFilterExpression && decode(options.partialFilterExpression);
    this.covers = this.partialFilter && compileFilter(this.partialFilter);
  }

  /**
   * The tuples of values under which `document` is found; none when it is outside a sparse or partial index.
   * Marks the index multikey when an array gives them. @throws CommandError CannotIndexParallelArrays.
   */
  tuplesOf(document: Document): unknown[][] {
    if (this.covers && !this.covers(document)) return [];
    const { tuples, fromArray } = indexTuples(document, this.paths);
    if (this.options.sparse && tuples.every((tuple) => tuple.every((value) => value === undefined)))
      return [];
    if (fromArray) this.options.multikey = true;
    return tuples;
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
