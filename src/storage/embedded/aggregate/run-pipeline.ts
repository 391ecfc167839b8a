import { encode, toNumber, type Document } from '../bson/codec.js';
import { RawBson } from '../bson/raw-bson.js';
import type { StoredDocument } from '../engine/collection.js';
import type { Answer } from '../engine/cursors.js';
import type { Engine } from '../engine/engine.js';
import { runQuery, type Query, type QueryRun } from '../query/run-query.js';
import type { Step } from '../query/scan.js';
import { assertWithin, type Memory } from '../query/sort-found.js';
import { parseSort } from '../query/sort.js';
import { compileStages, matchFilter, numberOf, through, windowOf, type Stage } from './stages.js';

/** An aggregation to run. */
export interface Aggregation {
  namespace: string;
  pipeline: Document[];
  hint?: unknown;
}

/**
 * Runs an aggregation: `$match`, `$sort`, `$skip` and `$limit` at its head as an ordinary query on the indexes, the rest
 * stage by stage. @throws CommandError for a stage or an expression that the store does not have.
 */
export function runPipeline(engine: Engine, aggregation: Aggregation): Answer {
  const { query, rest, stages, run, counter } = prepare(engine, aggregation);
  const collection = engine.catalog.find(aggregation.namespace);
  if (counter && collection && isWhole(query))
    return { ...nothing, results: numbered(engine.store.count(collection.documents), counter) };
  const found = run ?? nothing;
  if (counter) return { ...nothing, results: count(found.results, counter) };
  if (rest.length === 0) return { ...found, results: asRaw(found.results) };
  const memory = { bytes: 0 };
  const results = computed(through(stages, documentsOf(found.results)), memory);
  return { memory, park: () => undefined, results };
}

const nothing = { results: [], memory: { bytes: 0 }, park: () => undefined };

/** How the head of an aggregation would be answered, for `explain`. */
export function explainPipeline(engine: Engine, aggregation: Aggregation): QueryRun | undefined {
  return prepare(engine, aggregation).run;
}

interface Prepared {
  query: Query;
  /** What comes after the head, as written and as compiled. */
  rest: Document[];
  stages: Stage[];
  run: QueryRun | undefined;
  /** All that is asked is how many there are. */
  counter: Counter | undefined;
}

interface Counter {
  id: unknown;
  name: string;
}

function prepare(engine: Engine, aggregation: Aggregation): Prepared {
  const stages = compileStages(aggregation.pipeline);
  const { query, rest } = splitHead(aggregation);
  const collection = engine.catalog.find(aggregation.namespace);
  const counter = rest.length === 1 && rest[0] ? countOf(rest[0]) : undefined;
  const run =
    collection && runQuery(engine.store, collection, { ...query, countOnly: counter !== undefined });
  return { query, rest, stages: stages.slice(stages.length - rest.length), run, counter };
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
  if ('$match' in stage) query.filter = matchFilter(stage['$match']);
  if ('$sort' in stage) query.sort = parseSort(stage['$sort']);
  if ('$skip' in stage) query.skip = windowOf('$skip', stage['$skip']);
  if ('$limit' in stage) query.limit = windowOf('$limit', stage['$limit']);
}

/** `countDocuments` of the drivers asks by `{$group: {_id: 1, n: {$sum: 1}}}`: nothing needs decoding for it. */
function countOf(stage: Document): Counter | undefined {
  const group = stage['$group'] as Document | undefined;
  if (!group || Object.keys(group).length !== 2) return undefined;
  const name = Object.keys(group).find((key) => key !== '_id') as string;
  const sum = group[name] as Document;
  const constant = toNumber(group['_id']) !== undefined || group['_id'] === null;
  return constant && Object.keys(sum).length === 1 && toNumber(sum['$sum']) === 1
    ? { id: group['_id'], name }
    : undefined;
}

function* count(found: Iterable<Step<StoredDocument>>, counter: Counter): Generator<Step<RawBson>> {
  let n = 0;
  for (const stored of found) {
    if (stored) n += 1;
    else yield undefined;
  }
  yield* numbered(n, counter);
}

function numbered(n: number, { id, name }: Counter): RawBson[] {
  return n > 0 ? [new RawBson(encode({ _id: id, [name]: numberOf(n) }))] : [];
}

function isWhole({ filter, skip, limit, hint }: Query): boolean {
  return Object.keys(filter).length === 0 && skip === 0 && limit === 0 && hint === undefined;
}

function* documentsOf(found: Iterable<Step<StoredDocument>>): Generator<Step<Document>> {
  for (const stored of found) yield stored?.document;
}

function* asRaw(found: Iterable<Step<StoredDocument>>): Generator<Step<RawBson>> {
  for (const stored of found) yield stored && new RawBson(stored.bytes);
}

/** What stages compute is all computed before the first of it is given: a cursor that waits keeps answers, not stages. */
function* computed(documents: Iterable<Step<Document>>, memory: Memory): Generator<Step<RawBson>> {
  const results: RawBson[] = [];
  for (const document of documents) {
    if (document === undefined) {
      yield undefined;
      continue;
    }
    const result = new RawBson(encode(document));
    memory.bytes += result.bytes.length;
    assertWithin(memory);
    results.push(result);
  }
  yield* results;
}
