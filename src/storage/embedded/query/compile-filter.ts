import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { isTrue } from '../aggregate/compare-values.js';
import { compileExpression } from '../aggregate/expression.js';
import { compileOperator } from './compile-operator.js';
import { rankOf, rank } from '../bson/key-writer.js';

export type Predicate = (document: Document) => boolean;

/** The logical operators that may stand where a field name stands. */
export const topLevelOperators = ['$and', '$or', '$nor', '$expr', '$comment'] as const;

/** A filter as a function. @throws CommandError BadValue for an operator that the store does not have. */
export function compileFilter(filter: Document): Predicate {
  const tests: Predicate[] = [];
  for (const [name, condition] of Object.entries(filter)) {
    if (name.startsWith('$')) {
      if (name !== '$comment') tests.push(compileTopLevel(name, condition));
    } else {
      tests.push(...compileField(name, condition));
    }
  }
  return all(tests);
}

/** True when a condition is `{$gt: ...}` and the like rather than a value to equal. */
export function isOperatorDocument(condition: unknown): condition is Document {
  if (!isDocument(condition)) return false;
  const [first] = Object.keys(condition);
  return first !== undefined && first.startsWith('$') && first !== '$ref' && first !== '$id';
}

function compileTopLevel(name: string, condition: unknown): Predicate {
  switch (name) {
    case '$and':
      return all(branches(name, condition));
    case '$or': {
      const tests = branches(name, condition);
      return (document) => tests.some((test) => test(document));
    }
    case '$nor': {
      const tests = branches(name, condition);
      return (document) => !tests.some((test) => test(document));
    }
    case '$expr': {
      const expression = compileExpression(condition);
      return (root) => isTrue(expression({ root }));
    }
    default:
      throw new CommandError('BadValue', `unknown top level operator: ${name}`);
  }
}

function branches(name: string, condition: unknown): Predicate[] {
  if (!Array.isArray(condition)) throw new CommandError('BadValue', `${name} must be an array`);
  if (condition.length === 0) throw new CommandError('BadValue', `${name} must be a nonempty array`);
  return condition.map((branch) => {
    if (!isDocument(branch)) throw new CommandError('BadValue', `${name} argument's entries must be objects`);
    return compileFilter(branch);
  });
}

function compileField(name: string, condition: unknown): Predicate[] {
  const path = name.split('.');
  if (rankOf(condition) === rank.regex) return [compileOperator(path, '$regex', condition, {})];
  if (!isOperatorDocument(condition)) return [compileOperator(path, '$eq', condition, {})];
  if (Object.hasOwn(condition, '$options') && !Object.hasOwn(condition, '$regex'))
    throw new CommandError('BadValue', '$options needs a $regex');
  return Object.keys(condition)
    .filter((operator) => operator !== '$options')
    .map((operator) => compileFieldOperator(path, operator, condition));
}

function compileFieldOperator(path: string[], operator: string, condition: Document): Predicate {
  const operand = condition[operator];
  if (operator === '$not') return compileNot(path, operand);
  if (operator === '$elemMatch') return compileElemMatch(path, operand);
  if (operator === '$all') return compileAll(path, operand);
  return compileOperator(path, operator, operand, condition);
}

function compileNot(path: string[], operand: unknown): Predicate {
  if (!isOperatorDocument(operand) && rankOf(operand) !== rank.regex) {
    throw new CommandError('BadValue', '$not needs a regex or a document');
  }
  const test = all(compileField(path.join('.'), operand));
  return (document) => !test(document);
}

function compileAll(path: string[], operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array');
  if (operand.length === 0) return () => false;
  const name = path.join('.');
  return all(operand.flatMap((item) => compileField(name, isOperatorDocument(item) ? item : { $eq: item })));
}

/** `$elemMatch` with operators looks at the elements themselves, with a filter at documents inside the array. */
function compileElemMatch(path: string[], operand: unknown): Predicate {
  if (!isDocument(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  const onValues = isOperatorDocument(operand) && !topLevelOperators.some((operator) => operator in operand);
  const test = onValues ? compileElementTest(operand) : compileDocumentTest(operand);
  return compileOperator(path, '$elemMatch', test, {});
}

function compileElementTest(operand: Document): (element: unknown) => boolean {
  const test = compileFilter({ v: operand });
  return (element) => !Array.isArray(element) && test({ v: element });
}

/** An array inside the array is a document whose fields are its positions (matcher/expression_array.cpp of MongoDB). */
function compileDocumentTest(operand: Document): (element: unknown) => boolean {
  const test = compileFilter(operand);
  return (element) =>
    Array.isArray(element) ? test({ ...element } as Document) : isDocument(element) && test(element);
}

function all(tests: Predicate[]): Predicate {
  const [only] = tests;
  if (tests.length === 1 && only) return only;
  return (document) => tests.every((test) => test(document));
}
