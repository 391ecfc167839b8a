import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { accumulators, type Accumulator } from './accumulators.js';
import { keyOf } from './compare-values.js';
import { compileExpression, type Expression } from './expression.js';
import type { Stage } from './stages.js';

interface Field {
  name: string;
  make: () => Accumulator;
  value: Expression;
}

/** `$group`. Groups come in the order of their first document; MongoDB promises no order. @throws CommandError. */
export function compileGroup(content: unknown): Stage {
  if (!isDocument(content))
    throw new CommandError('Location15947', "a group's fields must be specified in an object");
  if (!Object.hasOwn(content, '_id'))
    throw new CommandError('Location15955', 'a group specification must include an _id');
  const { _id, ...rest } = content;
  const id = compileExpression(_id);
  const fields = Object.entries(rest).map(([name, spec]) => compileField(name, spec));
  return function* (documents) {
    const groups = new Map<string, { id: unknown; states: Accumulator[] }>();
    for (const root of documents) {
      if (!root) {
        yield undefined;
        continue;
      }
      const value = id({ root }) ?? null;
      const key = keyOf(value);
      const group = groups.get(key) ?? { id: value, states: fields.map(({ make }) => make()) };
      groups.set(key, group);
      fields.forEach((field, at) => group.states[at]?.add(field.value({ root })));
    }
    for (const group of groups.values()) {
      yield Object.fromEntries([
        ['_id', group.id],
        ...fields.map(({ name }, at) => [name, group.states[at]?.result()]),
      ]) as Document;
    }
  };
}

function compileField(name: string, spec: unknown): Field {
  if (name.includes('.'))
    throw new CommandError('Location40235', `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$'))
    throw new CommandError('Location40236', `The field name '${name}' cannot be an operator name`);
  if (!isDocument(spec))
    throw new CommandError('Location40234', `The field '${name}' must be an accumulator object`);
  const [operator, ...more] = Object.keys(spec);
  if (operator === undefined || more.length > 0)
    throw new CommandError('Location40238', `The field '${name}' must specify one accumulator`);
  const make = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined;
  if (!make) throw new CommandError('Location15952', `unknown group operator '${operator}'`);
  const operand = spec[operator];
  if (Array.isArray(operand))
    throw new CommandError('Location40237', `The ${operator} accumulator is a unary operator`);
  return { name, make, value: compileExpression(operand) };
}
