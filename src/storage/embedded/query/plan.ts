import type { Document } from '../bson/codec.js';
import { isDocument } from '../bson/codec.js';
import { equals } from '../bson/compare.js';
import { rank, rankOf } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';
import { entriesOf } from '../engine/catalog.js';
import type { Collection } from '../engine/collection.js';
import type { IndexDefinition } from '../engine/index-definition.js';
import { longestFieldsKey, longestIdKey } from '../engine/key-space.js';
import type { KeyRange } from '../engine/ordered-store.js';
import { narrow, type SearchSpace } from './index-ranges.js';
import { readConditions, type Condition } from './read-conditions.js';
import type { SortField } from './sort.js';

/** How a query will be answered. */
export interface Plan {
  stage: 'IDHACK' | 'IXSCAN' | 'COLLSCAN' | 'OR';
  /** Undefined for the documents themselves, which lie in the order of `_id`. */
  index?: IndexDefinition;
  ranges: KeyRange[];
  backwards: boolean;
  /** The documents come in the order asked for. */
  sorted: boolean;
  /** One document can come twice. */
  repeats: boolean;
  /** Under OR: a plan for each branch. */
  branches?: Plan[];
}

/** What there is to plan for. */
export interface Question {
  filter: Document;
  sort: SortField[];
  hint?: unknown;
}

interface Candidate extends Plan {
  score: number;
}

/** Chooses the index with the longest equality prefix, then a range, then the order asked for. */
export function plan(collection: Collection, question: Question): Plan {
  const conditions = readConditions(question.filter);
  const hinted = question.hint === undefined ? undefined : findHinted(collection, question.hint);
  if (hinted === undefined || hinted === '_id_') {
    const points = conditions.get('_id')?.points;
    if (points?.length === 1) return idPlan(collection, conditions);
  }
  const candidates: Candidate[] =
    hinted === undefined || hinted === '_id_' ? [evaluateId(collection, conditions, question)] : [];
  for (const index of collection.indexes) {
    if (hinted !== undefined && hinted !== index) continue;
    if (hinted === undefined && !holdsEveryMatch(index, conditions, question.filter)) continue;
    candidates.push(evaluate(index, conditions, question));
  }
  const best = candidates.reduce((one, other) => (other.score > one.score ? other : one));
  if (best.score >= narrowing || hinted !== undefined) return best;
  return planBranches(collection, question) ?? best;
}

const narrowing = 10;

function idPlan(collection: Collection, conditions: Map<string, Condition>): Plan {
  const { ranges } = narrow(idSpace(collection), conditions);
  return { stage: 'IDHACK', ranges, backwards: false, sorted: true, repeats: false };
}

function idSpace(collection: Collection): SearchSpace {
  const fields = [{ name: '_id', descending: false }];
  const entries = collection.documents;
  return { entries, fields, certainLength: longestIdKey - 32 + entries.start.length, multikey: false };
}

function evaluateId(
  collection: Collection,
  conditions: Map<string, Condition>,
  question: Question,
): Candidate {
  const space = idSpace(collection);
  const found = narrow(space, conditions);
  const order = orderOf(space, question.sort, found.equalities, found.single);
  const used = found.equalities > 0 || found.ranged || (question.sort.length > 0 && order !== undefined);
  return {
    stage: used ? 'IXSCAN' : 'COLLSCAN',
    ranges: found.ranges,
    backwards: order === 'backwards',
    sorted: order !== undefined,
    repeats: false,
    score:
      found.equalities * 100 +
      Number(found.ranged) * 10 +
      Number(question.sort.length > 0 && order !== undefined),
  };
}

function evaluate(index: IndexDefinition, conditions: Map<string, Condition>, question: Question): Candidate {
  const { multikey, unique } = index.options;
  const entries = entriesOf(index);
  const space = { entries, fields: index.fields, certainLength: longestFieldsKey - 32, multikey };
  const found = narrow(space, conditions);
  const order = multikey ? undefined : orderOf(space, question.sort, found.equalities, found.single);
  const sorted = question.sort.length === 0 || order !== undefined;
  const whole = unique && found.equalities === index.fields.length;
  const narrowed = found.equalities > 0 || found.ranged;
  const partial = index.partialFilter !== undefined && narrowed;
  return {
    stage: 'IXSCAN',
    index,
    ranges: found.ranges,
    backwards: order === 'backwards',
    sorted,
    repeats: multikey,
    score:
      Number(whole) * 10_000 +
      found.equalities * 100 +
      Number(found.ranged) * 10 +
      Number(partial) * 2 +
      (question.sort.length > 0 && sorted ? 1 : 0) -
      (narrowed || (question.sort.length > 0 && sorted) ? 0 : 1),
  };
}

/** Whether reading the index forwards or backwards gives the order asked for. */
function orderOf(
  space: SearchSpace,
  sort: SortField[],
  equalities: number,
  single: boolean,
): 'forwards' | 'backwards' | undefined {
  if (!single) return sort.length === 0 ? 'forwards' : undefined;
  const pinned = new Set(space.fields.slice(0, equalities).map((field) => field.name));
  const wanted = sort.filter((field) => !pinned.has(field.name));
  const given = space.fields.slice(equalities);
  if (wanted.some((field, at) => field.name !== given[at]?.name)) return undefined;
  const turns = wanted.map((field, at) => field.descending !== given[at]?.descending);
  if (turns.every((turn) => !turn)) return 'forwards';
  return turns.every((turn) => turn) ? 'backwards' : undefined;
}

/** `$or` by one index for each branch, when every branch has one. */
function planBranches(collection: Collection, { filter }: Question): Plan | undefined {
  const { $or: alternatives, ...rest } = filter;
  if (!Array.isArray(alternatives) || !alternatives.every(isDocument)) return undefined;
  const branches = alternatives.map((branch) =>
    plan(collection, { filter: { $and: [branch, rest] }, sort: [] }),
  );
  if (branches.some((branch) => branch.stage === 'COLLSCAN')) return undefined;
  return {
    stage: 'OR',
    ranges: [],
    backwards: false,
    sorted: false,
    repeats: true,
    branches: branches.flatMap((each) => each.branches ?? [each]),
  };
}

/** A sparse or partial index serves only a query that cannot match what it leaves out. */
function holdsEveryMatch(
  index: IndexDefinition,
  conditions: Map<string, Condition>,
  filter: Document,
): boolean {
  if (index.options.sparse && !index.fields.some((field) => conditions.get(field.name)?.present))
    return false;
  const partial = index.partialFilter;
  if (!partial) return true;
  return Object.entries(partial).every(([name, wanted]) =>
    implies(conditions.get(name), filter[name], wanted),
  );
}

function implies(condition: Condition | undefined, given: unknown, wanted: unknown): boolean {
  if (given !== undefined && equals(given, wanted)) return true;
  if (!isDocument(wanted)) return condition?.points?.every((point) => equals(point, wanted)) ?? false;
  return Object.entries(wanted).every(([operator, operand]) => {
    if (operator === '$exists') return operand === true && condition?.present === true;
    if (operator === '$eq') return condition?.points?.every((point) => equals(point, operand)) ?? false;
    if (operator === '$type' && operand === 'string') {
      return (
        condition?.points?.every((point) => rankOf(point) === rank.string) ??
        rankOf(condition?.low?.value) === rank.string
      );
    }
    return false;
  });
}

function findHinted(collection: Collection, hint: unknown): IndexDefinition | '_id_' {
  if (hint === '_id_' || (isDocument(hint) && equals(hint, { _id: 1 }))) return '_id_';
  const found = collection.indexes.find(
    (index) => index.options.name === hint || (isDocument(hint) && equals(index.options.key, hint)),
  );
  if (!found) throw new CommandError('BadValue', 'hint provided does not correspond to an existing index');
  return found;
}
