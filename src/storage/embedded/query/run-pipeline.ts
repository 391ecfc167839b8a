import { decodePlain, encode, toNumber, type Document } from '../bson/codec.js';
import { RawBson } from '../bson/raw-bson.js';
import { CommandError } from '../command-error.js';
import type { StoredDocument } from '../engine/collection.js';
import type { Answer } from '../engine/cursors.js';
import type { Engine } from '../engine/engine.js';
import { checkPipeline } from './check-pipeline.js';
import { compileFilter } from './compile-filter.js';
import { runQuery, type Query, type QueryRun } from './run-query.js';
import { loadMingo } from './load-mingo.js';
import { withoutPauses, type Step, type Steps } from './scan.js';
import type { Memory } from './sort-found.js';
import { parseSort, sortBy } from './sort.js';

/** An aggregation to run. */
export interface Aggregation {
  namespace: string;
  pipeline: Document[];
  hint?: unknown;
}

/**
 * Runs an aggregation: `$match`, `$sort`, `$skip` and `$limit` at its head as an ordinary query on the indexes, the
 * rest by mingo, except the stages that this store computes in BSON's own order. @throws CommandError.
 */
export function runPipeline(engine: Engine, aggregation: Aggregation): Answer {
  checkPipeline(aggregation.pipeline);
  const { query, rest } = splitHead(aggregation);
  const collection = engine.catalog.find(aggregation.namespace);
  const counter = rest.length === 1 && rest[0] ? countOf(rest[0]) : undefined;
  if (counter && collection && isWhole(query))
    return { ...nothing(), results: numbered(engine.store.count(collection.documents), counter) };
  const found = collection ? runQuery(engine.store, collection, query) : nothing();
  if (counter) return { ...nothing(), results: count(found.results, counter) };
  if (rest.length === 0) return { ...found, results: asRaw(found.results) };
  const { memory } = found;
  const results = runStages(engine, aggregation.namespace, { found: found.results, stages: rest, memory });
  return { ...found, results };
}

function nothing(): Omit<Answer, 'results'> & { results: StoredDocument[] } {
  return { results: [], memory: { bytes: 0 }, park: () => undefined };
}

/** How the head of an aggregation would be answered, for `explain`. */
export function explainPipeline(engine: Engine, aggregation: Aggregation): QueryRun | undefined {
  checkPipeline(aggregation.pipeline);
  const collection = engine.catalog.find(aggregation.namespace);
  return collection && runQuery(engine.store, collection, splitHead(aggregation).query);
}

function splitHead({ pipeline, hint }: Aggregation): { query: Query; rest: Document[] } {
  const query: Query = { filter: {}, sort: [], skip: 0, limit: 0, hint };
  const steps = ['$match', '$sort', '$skip', '$limit'];
  let last = -1;
  let at = 0;
  for (; at < pipeline.length; at++) {
    const stage = pipeline[at] as Document;
    const step = steps.indexOf(Object.keys(stage)[0] as string);
    if (step <= last) break;
    last = step;
    takeInto(query, stage);
  }
  return { query, rest: pipeline.slice(at) };
}

function takeInto(query: Query, stage: Document): void {
  if ('$match' in stage) query.filter = stage['$match'] as Document;
  if ('$sort' in stage) query.sort = parseSort(stage['$sort']);
  if ('$skip' in stage) query.skip = windowOf('$skip', stage['$skip']);
  if ('$limit' in stage) query.limit = windowOf('$limit', stage['$limit']);
}

function windowOf(name: string, value: unknown): number {
  const number = toNumber(value);
  if (number === undefined || !Number.isInteger(number) || number < (name === '$limit' ? 1 : 0)) {
    throw new CommandError(
      name === '$limit' ? 'Location15958' : 'Location5107200',
      `invalid argument to ${name} stage`,
    );
  }
  return number;
}

/** `countDocuments` of the drivers asks by `{$group: {_id: 1, n: {$sum: 1}}}`: nothing needs decoding for it. */
function countOf(stage: Document): { id: unknown; name: string } | undefined {
  const group = stage['$group'] as Document | undefined;
  if (!group || Object.keys(group).length !== 2) return undefined;
  const name = Object.keys(group).find((key) => key !== '_id') as string;
  const sum = group[name] as Document;
  const constant = toNumber(group['_id']) !== undefined || group['_id'] === null;
  return constant && Object.keys(sum).length === 1 && toNumber(sum['$sum']) === 1
    ? { id: group['_id'], name }
    : undefined;
}

function* count(
  found: Iterable<Step<StoredDocument>>,
  { id, name }: { id: unknown; name: string },
): Generator<Step<RawBson>> {
  let n = 0;
  for (const stored of found) {
    if (stored) n += 1;
    else yield undefined;
  }
  yield* numbered(n, { id, name });
}

function numbered(n: number, { id, name }: { id: unknown; name: string }): RawBson[] {
  return n > 0 ? [new RawBson(encode({ _id: id, [name]: n }))] : [];
}

function isWhole({ filter, skip, limit, hint }: Query): boolean {
  return Object.keys(filter).length === 0 && skip === 0 && limit === 0 && hint === undefined;
}

function* asRaw(found: Iterable<Step<StoredDocument>>): Generator<Step<RawBson>> {
  for (const stored of found) yield stored && new RawBson(stored.bytes);
}

function* plain(found: Iterable<Step<StoredDocument>>): Steps<Document[]> {
  const documents: Document[] = [];
  for (const stored of found) {
    if (stored) documents.push(decodePlain(stored.bytes));
    else yield undefined;
  }
  return documents;
}

/** Reading pauses, mingo's stages do not. */
function* runStages(
  engine: Engine,
  namespace: string,
  work: { found: Iterable<Step<StoredDocument>>; stages: Document[]; memory: Memory },
): Generator<Step<RawBson>> {
  const database = namespace.slice(0, namespace.indexOf('.'));
  const collectionResolver = (name: string): Document[] => {
    const other = engine.catalog.find(`${database}.${name}`);
    const all = { filter: {}, sort: [], skip: 0, limit: 0 };
    if (!other) return [];
    const found = withoutPauses(runQuery(engine.store, other, all).results);
    return Array.from(found, (stored) => decodePlain(stored.bytes));
  };
  const documents = work.stages.reduce(
    (items, stage) => runStage(items, stage, collectionResolver),
    yield* plain(work.found),
  );
  const results = documents.map((document) => new RawBson(encode(document)));
  work.memory.bytes = results.reduce((sum, { bytes }) => sum + bytes.length, 0);
  yield* results;
}

function runStage(
  documents: Document[],
  stage: Document,
  collectionResolver: (name: string) => Document[],
): Document[] {
  if ('$match' in stage) return documents.filter(compileFilter(stage['$match'] as Document));
  if ('$sort' in stage) return sortBy(documents, parseSort(stage['$sort']), (document) => document);
  if ('$skip' in stage) return documents.slice(windowOf('$skip', stage['$skip']));
  if ('$limit' in stage) return documents.slice(0, windowOf('$limit', stage['$limit']));
  try {
    return new (loadMingo().Aggregator)([decodePlain(encode(stage))], {
      scriptEnabled: false,
      collectionResolver,
    }).run(documents) as Document[];
  } catch (error) {
    throw new CommandError('BadValue', error instanceof Error ? error.message : String(error));
  }
}
