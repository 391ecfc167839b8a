import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { isNothing, isTrue } from './compare-values.js';
import type { Expression, Scope } from './expression.js';

type Compile = (expression: unknown) => Expression;

/** The operators that do not look at all of their operands, or that bind variables. */
export const lazyOperators: Record<string, (operand: unknown, compile: Compile) => Expression> = {
  $literal: (operand) => () => operand,
  $and: (operand, compile) => {
    const all = listOf(operand).map(compile);
    return (scope) => all.every((each) => isTrue(each(scope)));
  },
  $or: (operand, compile) => {
    const all = listOf(operand).map(compile);
    return (scope) => all.some((each) => isTrue(each(scope)));
  },
  $cond: (operand, compile) => {
    const parts = Array.isArray(operand) ? operand : partsOf('$cond', operand, ['if', 'then', 'else'], 3);
    if (parts.length !== 3)
      throw new CommandError('Location16020', 'Expression $cond takes exactly 3 arguments');
    const [test, yes, no] = parts.map(compile) as [Expression, Expression, Expression];
    return (scope) => (isTrue(test(scope)) ? yes(scope) : no(scope));
  },
  $ifNull: (operand, compile) => {
    const all = listOf(operand).map(compile);
    if (all.length < 2) throw new CommandError('Location1257300', '$ifNull needs at least two arguments');
    return (scope) => {
      let value: unknown;
      for (const each of all) if (!isNothing((value = each(scope)))) return value;
      return value;
    };
  },
  $switch: (operand, compile) => {
    const [branches, otherwise] = partsOf('$switch', operand, ['branches', 'default'], 1);
    if (!Array.isArray(branches) || branches.length === 0)
      throw new CommandError('Location40068', '$switch requires at least one branch.');
    const cases = branches.map((branch) => partsOf('$switch', branch, ['case', 'then'], 2).map(compile)) as [
      Expression,
      Expression,
    ][];
    const last = otherwise === undefined ? undefined : compile(otherwise);
    return (scope) => {
      const [, then = last] = cases.find(([test]) => isTrue(test(scope))) ?? [];
      if (!then)
        throw new CommandError(
          'Location40066',
          '$switch could not find a matching branch, and no default was specified.',
        );
      return then(scope);
    };
  },
  $map: (operand, compile) => {
    const [input, name = 'this', body] = partsOf('$map', operand, ['input', 'as', 'in'], 1);
    return overItems('$map', 'Location16883', compile(input), (items, scope) => {
      const inner = compile(body);
      return items.map((item) => inner(withVariables(scope, { [String(name)]: item })) ?? null);
    });
  },
  $filter: (operand, compile) => {
    const [input, name = 'this', test] = partsOf('$filter', operand, ['input', 'as', 'cond'], 1);
    return overItems('$filter', 'Location28651', compile(input), (items, scope) => {
      const inner = compile(test);
      return items.filter((item) => isTrue(inner(withVariables(scope, { [String(name)]: item }))));
    });
  },
};

function overItems(
  operator: string,
  code: `Location${number}`,
  input: Expression,
  apply: (items: unknown[], scope: Scope) => unknown[],
): Expression {
  return (scope) => {
    const items = input(scope);
    if (isNothing(items)) return null;
    if (!Array.isArray(items)) throw new CommandError(code, `input to ${operator} must be an array`);
    return apply(items, scope);
  };
}

function withVariables({ root, variables }: Scope, more: Record<string, unknown>): Scope {
  return { root, variables: { ...variables, ...more } };
}

function listOf(operand: unknown): unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

/** The named parts of an operand, the first `needed` of which must be there. */
function partsOf(operator: string, operand: unknown, names: string[], needed: number): unknown[] {
  if (!isDocument(operand))
    throw new CommandError('FailedToParse', `${operator} only supports an object as its argument`);
  const content: Document = operand;
  const stray = Object.keys(content).find((name) => !names.includes(name));
  if (stray !== undefined)
    throw new CommandError('FailedToParse', `Unrecognized parameter to ${operator}: ${stray}`);
  const missing = names.slice(0, needed).find((name) => !Object.hasOwn(content, name));
  if (missing !== undefined)
    throw new CommandError('FailedToParse', `Missing '${missing}' parameter to ${operator}`);
  return names.map((name) => content[name]);
}
