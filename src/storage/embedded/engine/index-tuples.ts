import { isDocument, type Document } from '../bson/codec.js';
import { emptyArray } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { someValueAt } from '../query/path-values.js';

/** What a document is found under in an index: one value for each path. */
export interface IndexTuples {
  tuples: unknown[][];
  /** An array gave them, so that there can be several. */
  fromArray: boolean;
}

/**
 * The values of `document` at `paths`. Paths into one array (`d.x` and `d.y`) are read together from each of its elements
 * (MongoDB manual, "Multikey Indexes"). @throws CommandError CannotIndexParallelArrays when two arrays give values.
 */
export function indexTuples(document: Document, paths: readonly (readonly string[])[]): IndexTuples {
  const [only] = paths;
  if (paths.length === 1 && only) return tuplesAt(document, only);
  const names = [...new Set(paths.map(([name]) => name as string))];
  const groups = names.map((name) =>
    readTogether(
      document,
      paths.filter(([first]) => first === name),
    ),
  );
  if (groups.filter(({ fromArray }) => fromArray).length > 1) {
    throw new CommandError('CannotIndexParallelArrays', 'cannot index parallel arrays');
  }
  const places = names.map((name) => paths.flatMap(([first], at) => (first === name ? [at] : [])));
  return {
    tuples: groups.reduce<unknown[][]>(
      (rows, { tuples }, group) =>
        rows.flatMap((row) => tuples.map((tuple) => filled(row, places[group] as number[], tuple))),
      [[]],
    ),
    fromArray: groups.some(({ fromArray }) => fromArray),
  };
}

function filled(row: unknown[], places: number[], values: unknown[]): unknown[] {
  const next = [...row];
  places.forEach((place, at) => (next[place] = values[at]));
  return next;
}

/** Paths that begin with the same name. */
function readTogether(document: Document, paths: (readonly string[])[]): IndexTuples {
  const [first] = paths;
  if (paths.length === 1 && first) return tuplesAt(document, first);
  const name = first?.[0] as string;
  const value = Object.hasOwn(document, name) ? document[name] : undefined;
  const rests = paths.map((path) => path.slice(1));
  if (!Array.isArray(value)) return readRests(value, rests);
  const elements: unknown[] = value.length === 0 ? [emptyArray] : value;
  return { tuples: elements.flatMap((element) => readRests(element, rests).tuples), fromArray: true };
}

function readRests(value: unknown, rests: string[][]): IndexTuples {
  const deeper = rests.filter((rest) => rest.length > 0);
  const inner = isDocument(value) ? indexTuples(value, deeper) : { tuples: [[]], fromArray: false };
  const tuples = inner.tuples.map((tuple: unknown[]) => {
    const left = [...tuple];
    return rests.map((rest) => (rest.length === 0 ? value : left.shift()));
  });
  return { tuples, fromArray: inner.fromArray };
}

function tuplesAt(document: Document, path: readonly string[]): IndexTuples {
  const tuples: unknown[][] = [];
  let fromArray = false;
  let reached = 0;
  someValueAt(document, path, (value) => {
    reached += 1;
    if (!Array.isArray(value)) tuples.push([value]);
    else {
      fromArray = true;
      const elements: unknown[] = value.length === 0 ? [emptyArray] : value;
      for (const element of elements) tuples.push([element]);
    }
    return false;
  });
  if (reached === 0) tuples.push([undefined]);
  return { tuples, fromArray: fromArray || reached !== 1 };
}
