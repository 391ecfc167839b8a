import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { lazyOperators } from './lazy-operators.js';
import { valueOperators } from './value-operators.js';

/** The document an expression looks at, and the variables of `$map`, `$filter` and `$$ROOT` around it. */
export interface Scope {
  root: Document;
  variables?: Record<string, unknown>;
}

/** A compiled expression. It answers undefined where MongoDB says "missing". */
export type Expression = (scope: Scope) => unknown;

/** The operators of expressions, without the accumulators. */
export const expressionOperators = [...Object.keys(lazyOperators), ...Object.keys(valueOperators)];

/** An expression as a function. @throws CommandError InvalidPipelineOperator for an operator the store does not have. */
export function compileExpression(expression: unknown): Expression {
  if (typeof expression === 'string' && expression.startsWith('$')) return compilePath(expression);
  if (Array.isArray(expression)) {
    const items = expression.map(compileExpression);
    return (scope) => items.map((item) => item(scope) ?? null);
  }
  if (!isDocument(expression)) return () => expression;
  const [name, ...more] = Object.keys(expression);
  if (!name?.startsWith('$')) return compileObject(expression);
  if (more.length > 0) {
    const message = 'an expression specification must contain exactly one field';
    throw new CommandError('Location15983', message);
  }
  return compileOperator(name, expression[name]);
}

function compileOperator(name: string, operand: unknown): Expression {
  const lazy = Object.hasOwn(lazyOperators, name) ? lazyOperators[name] : undefined;
  if (lazy) return lazy(operand, compileExpression);
  const operator = Object.hasOwn(valueOperators, name) ? valueOperators[name] : undefined;
  if (!operator) throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  const operands = Array.isArray(operand) ? operand : [operand];
  if (operands.length < operator.least || operands.length > operator.most) {
    const message = `Expression ${name} takes ${operator.least} to ${operator.most} arguments, ${operands.length} were passed in`;
    throw new CommandError('Location16020', message);
  }
  const compiled = operands.map(compileExpression);
  return (scope) => operator.apply(compiled.map((each) => each(scope)));
}

function compileObject(expression: Document): Expression {
  const fields = Object.entries(expression).map(([name, each]) => {
    if (name.includes('.'))
      throw new CommandError('Location16412', `FieldPath field names may not contain '.': ${name}`);
    return { name, value: compileExpression(each) };
  });
  return (scope) => {
    const result: Document = {};
    for (const { name, value } of fields) {
      const each = value(scope);
      if (each !== undefined) result[name] = each;
    }
    return result;
  };
}

/** `$a.b` of the document, `$$name.b` of a variable. @throws CommandError Location16872, Location17276. */
function compilePath(text: string): Expression {
  const path = text.replace(/^\$\$?/, '').split('.');
  if (path.some((name) => name === '' || name.startsWith('$')))
    throw new CommandError('Location16872', `'${text}' is not a valid field path`);
  if (!text.startsWith('$$')) return ({ root }) => valueAt(root, path);
  const [name, ...rest] = path as [string, ...string[]];
  if (name === 'ROOT' || name === 'CURRENT')
    return ({ root }) => (rest.length > 0 ? valueAt(root, rest) : root);
  if (name === 'REMOVE') return () => undefined;
  if (!/^[a-z]/.test(name)) throw new CommandError('Location17276', `Use of undefined variable: ${name}`);
  return ({ variables }) => {
    if (!variables || !Object.hasOwn(variables, name))
      throw new CommandError('Location17276', `Use of undefined variable: ${name}`);
    return rest.length > 0 ? valueAt({ v: variables[name] }, ['v', ...rest]) : variables[name];
  };
}

/** A path enters embedded documents, and each document of an array; what lacks the field is left out. */
function valueAt(document: Document, path: readonly string[]): unknown {
  const name = path[0] as string;
  const value = Object.hasOwn(document, name) ? document[name] : undefined;
  if (path.length === 1) return value;
  const rest = path.slice(1);
  if (isDocument(value)) return valueAt(value, rest);
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((item) => {
    const inner = isDocument(item) ? valueAt(item, rest) : undefined;
    return inner === undefined ? [] : [inner];
  });
}
