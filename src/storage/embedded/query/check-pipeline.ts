import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';

/** The stages of an aggregation that the store has. */
export const pipelineStages = [
  '$match',
  '$sort',
  '$skip',
  '$limit',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$group',
  '$unwind',
  '$count',
  '$sortByCount',
  '$replaceRoot',
  '$replaceWith',
  '$facet',
  '$bucket',
  '$lookup',
] as const;

/** The accumulators of `$group` and `$bucket`. */
export const accumulators = [
  '$sum',
  '$avg',
  '$min',
  '$max',
  '$first',
  '$last',
  '$push',
  '$addToSet',
  '$count',
] as const;

/** The operators of expressions. */
export const expressionOperators = [
  '$abs',
  '$add',
  '$allElementsTrue',
  '$and',
  '$anyElementTrue',
  '$arrayElemAt',
  '$arrayToObject',
  '$avg',
  '$ceil',
  '$cmp',
  '$concat',
  '$concatArrays',
  '$cond',
  '$dateAdd',
  '$dateDiff',
  '$dateSubtract',
  '$dateToString',
  '$dateTrunc',
  '$dayOfMonth',
  '$dayOfWeek',
  '$dayOfYear',
  '$divide',
  '$eq',
  '$filter',
  '$first',
  '$floor',
  '$gt',
  '$gte',
  '$hour',
  '$ifNull',
  '$in',
  '$indexOfArray',
  '$isArray',
  '$isoWeek',
  '$isoWeekYear',
  '$last',
  '$let',
  '$literal',
  '$lt',
  '$lte',
  '$map',
  '$max',
  '$mergeObjects',
  '$min',
  '$minute',
  '$mod',
  '$month',
  '$multiply',
  '$ne',
  '$not',
  '$objectToArray',
  '$or',
  '$reduce',
  '$reverseArray',
  '$round',
  '$second',
  '$setUnion',
  '$size',
  '$slice',
  '$split',
  '$strLenCP',
  '$substrCP',
  '$subtract',
  '$sum',
  '$switch',
  '$toLower',
  '$toString',
  '$toUpper',
  '$trim',
  '$trunc',
  '$type',
  '$week',
  '$year',
] as const;

const stages: ReadonlySet<string> = new Set(pipelineStages);
const expressions: ReadonlySet<string> = new Set([...expressionOperators, ...accumulators]);

/** Stages whose content is an expression; the others have a form of their own. */
const withExpressions: ReadonlySet<string> = new Set([
  '$project',
  '$addFields',
  '$set',
  '$group',
  '$sortByCount',
  '$replaceRoot',
  '$replaceWith',
  '$bucket',
]);

/** Refuses what the store does not have, by name. @throws CommandError Location40323, Location40324, InvalidPipelineOperator. */
export function checkPipeline(pipeline: readonly Document[]): void {
  for (const stage of pipeline) {
    const [name, ...more] = Object.keys(stage);
    if (name === undefined || more.length > 0) {
      throw new CommandError(
        'Location40323',
        'A pipeline stage specification object must contain exactly one field.',
      );
    }
    if (!stages.has(name))
      throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
    checkStage(name, stage[name]);
  }
}

/** Refuses an operator that the store does not have. @throws CommandError InvalidPipelineOperator. */
export function checkExpression(expression: unknown): void {
  if (Array.isArray(expression)) return expression.forEach(checkExpression);
  if (!isDocument(expression)) return;
  for (const [name, operand] of Object.entries(expression)) {
    if (name === '$literal') continue;
    if (name.startsWith('$') && !expressions.has(name)) {
      throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
    }
    checkExpression(operand);
  }
}

function checkStage(name: string, content: unknown): void {
  if (name === '$match' && !isDocument(content)) {
    throw new CommandError('Location15959', 'the match filter must be an expression in an object');
  }
  if (withExpressions.has(name)) checkExpression(content);
  if (name === '$facet' && isDocument(content)) {
    for (const inner of Object.values(content)) checkPipeline(Array.isArray(inner) ? inner : []);
  }
  if (name === '$lookup' && isDocument(content)) checkLookup(content);
}

function checkLookup(content: Document): void {
  const known = ['from', 'localField', 'foreignField', 'as'];
  const unknown = Object.keys(content).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CommandError(
      'CommandNotSupported',
      `The option '${unknown}' of $lookup is not supported by the embedded store`,
    );
  }
}
