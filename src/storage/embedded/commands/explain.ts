import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import type { Plan } from '../query/plan.js';
import { explainPipeline } from '../aggregate/run-pipeline.js';
import { runQuery, type QueryRun } from '../query/run-query.js';
import { withoutPauses } from '../query/scan.js';
import { parseSort } from '../query/sort.js';
import {
  collectionOf,
  countField,
  documentField,
  flagField,
  namespaceOf,
  type Call,
  type Command,
} from './command.js';

/** Where each command that can be explained keeps its filter. */
const filterFields: Record<string, string> = {
  find: 'filter',
  findAndModify: 'query',
  count: 'query',
  distinct: 'query',
};

/** Says how a command would be answered: the index chosen, and what it would look at. */
export const explain: Command = {
  name: 'explain',
  writes: false,
  fields: ['verbosity'],
  run(call) {
    const inner = call.body['explain'];
    if (!isDocument(inner)) throw new CommandError('TypeMismatch', 'explain needs a command');
    const name = Object.keys(inner)[0] ?? '';
    const explained = { ...call, body: inner };
    const run = runOf(explained, name);
    const sorted = run?.plan.sorted ?? true;
    const nReturned = run ? [...withoutPauses(run.results)].length : 0;
    const namespace = namespaceOf(explained, name);
    const winningPlan = run ? describe(run.plan, sorted) : { stage: 'EOF' };
    const { keys, documents } = run?.counts ?? { keys: 0, documents: 0 };
    const totalKeysExamined = run?.plan.stage === 'COLLSCAN' ? 0 : keys;
    return {
      queryPlanner: { namespace, winningPlan, rejectedPlans: [] },
      executionStats: { executionSuccess: true, nReturned, totalKeysExamined, totalDocsExamined: documents },
      ok: 1,
    };
  },
};

function runOf(call: Call, name: string): QueryRun | undefined {
  const { body, engine } = call;
  if (name === 'aggregate') {
    const pipeline = body['pipeline'] as Document[];
    return explainPipeline(engine, { namespace: namespaceOf(call, name), pipeline, hint: body['hint'] });
  }
  const collection = collectionOf(call, name);
  const single = name === 'findAndModify';
  const source = statementOf(name, body);
  const query = {
    filter: documentField(source, filterFields[name] ?? 'q'),
    sort: parseSort(source['sort']),
    skip: countField(source, 'skip'),
    limit: single || flagField(source, 'limit') ? Math.max(1, countField(source, 'limit')) : 0,
    hint: source['hint'],
    countOnly: name === 'count',
  };
  return collection && runQuery(engine.store, collection, query);
}

function statementOf(name: string, body: Document): Document {
  if (Object.hasOwn(filterFields, name)) return body;
  const statements = name === 'update' ? body['updates'] : name === 'delete' ? body['deletes'] : undefined;
  const [first] = Array.isArray(statements) ? statements : [];
  if (!isDocument(first))
    throw new CommandError('CommandNotSupported', `explain of '${name}' is not supported`);
  return first;
}

function describe(plan: Plan, sorted: boolean): Document {
  if (!sorted) return { stage: 'SORT', inputStage: describe(plan, true) };
  if (plan.branches) {
    return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: plan.branches.map(describeScan) } };
  }
  return plan.stage === 'IXSCAN' ? { stage: 'FETCH', inputStage: describeScan(plan) } : describeScan(plan);
}

function describeScan(plan: Plan): Document {
  const direction = plan.backwards ? 'backward' : 'forward';
  if (plan.stage === 'COLLSCAN') return { stage: 'COLLSCAN', direction };
  const options = plan.index?.options;
  const indexName = options?.name ?? '_id_';
  return {
    stage: plan.stage,
    indexName,
    keyPattern: options?.key ?? { _id: 1 },
    isMultiKey: plan.repeats,
    direction,
  };
}
