import { CommandError } from '../command-error.js';
import { StoredDocument } from '../engine/collection.js';
import type { Step } from './scan.js';
import { compareKeys, sortKeys, type SortField } from './sort.js';

/** What an answer keeps in memory, in bytes. */
export interface Memory {
  bytes: number;
}

/** MongoDB's limit for a sort that no index gives (manual, "internalQueryMaxBlockingSortMemoryUsageBytes"). */
const mostBytes = 100 * 1024 * 1024;
const runLength = 1000;
/** With a limit up to this, only the best are kept while the rest is read. */
const fewest = 10_000;

interface Keyed {
  keys: unknown[];
  stored: StoredDocument;
}

type Order = (a: Keyed, b: Keyed) => number;

/**
 * Sorts what no index gives in order, keeping the order of equals: in runs, which are merged as they are asked for, so that
 * it can pause. @throws CommandError QueryExceededMemoryLimitNoDiskUseAllowed above 100 MB.
 */
export function* sortFound(
  found: Iterable<Step<StoredDocument>>,
  fields: SortField[],
  { memory, atMost }: { memory: Memory; atMost: number },
): Generator<Step<StoredDocument>> {
  const order: Order = (a, b) => compareKeys(a.keys, b.keys, fields);
  const keep = atMost <= fewest ? atMost : Infinity;
  const full = runLength + (keep === Infinity ? 0 : 2 * keep);
  const runs: Keyed[][] = [];
  const run: Keyed[] = [];
  for (const stored of found) {
    if (stored === undefined) {
      yield undefined;
      continue;
    }
    run.push({ keys: sortKeys(stored.document, fields), stored: withoutDecoded(stored) });
    memory.bytes += stored.bytes.length;
    const heavy = run.length > keep && memory.bytes > mostBytes / 2;
    if (run.length >= full || heavy) {
      run.sort(order);
      if (keep === Infinity) runs.push(run.splice(0));
      else for (const { stored: dropped } of run.splice(keep)) memory.bytes -= dropped.bytes.length;
      yield undefined;
    }
    assertWithin(memory);
  }
  runs.push(run.sort(order));
  let given = 0;
  for (const { stored } of merge(runs, order)) {
    if (++given % runLength === 0) yield undefined;
    yield stored;
  }
}

function withoutDecoded({ idKey, bytes }: StoredDocument): StoredDocument {
  return new StoredDocument(idKey, bytes);
}

/** @throws CommandError QueryExceededMemoryLimitNoDiskUseAllowed. */
export function assertWithin(memory: Memory): void {
  if (memory.bytes <= mostBytes) return;
  throw new CommandError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `Sort exceeded memory limit of ${mostBytes} bytes. Add an index for this order, or a limit.`,
  );
}

function merge(runs: Keyed[][], order: Order): Iterable<Keyed> {
  if (runs.length <= 1) return runs[0] ?? [];
  const middle = runs.length >> 1;
  return mergeTwo(merge(runs.slice(0, middle), order), merge(runs.slice(middle), order), order);
}

function* mergeTwo(first: Iterable<Keyed>, second: Iterable<Keyed>, order: Order): Generator<Keyed> {
  const right = second[Symbol.iterator]();
  let waiting = right.next();
  for (const left of first) {
    for (; !waiting.done && order(waiting.value, left) < 0; waiting = right.next()) yield waiting.value;
    yield left;
  }
  for (; !waiting.done; waiting = right.next()) yield waiting.value;
}
