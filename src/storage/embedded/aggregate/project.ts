import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { compileShape } from '../query/projection.js';
import { withValueAt } from './change-copy.js';
import { compileExpression, type Expression } from './expression.js';

type Change = (document: Document) => Document;

/** `$project`: inclusions with computed fields, or exclusions. @throws CommandError as a projection does. */
export function compileProject(content: unknown): Change {
  if (!isDocument(content))
    throw new CommandError('Location15969', '$project specification must be an object');
  if (Object.keys(content).length === 0)
    throw new CommandError('Location51272', '$project must have at least one field');
  const plain: Document = {};
  const computed: Document = {};
  for (const [name, value] of Object.entries(content)) {
    (isFlag(value) ? plain : computed)[name] = value;
  }
  if (Object.keys(computed).length === 0) return compileShape(plain);
  const dotted = Object.keys(computed).find((name) => name.includes('.'));
  if (dotted !== undefined)
    throw new CommandError(
      'CommandNotSupported',
      `A computed field below another is not supported in $project: ${dotted}`,
    );
  const { _id, ...others } = plain;
  if (Object.values(others).some((value) => !isOn(value)))
    throw new CommandError('Location31254', 'Cannot do exclusion in inclusion projection');
  const withId = _id === undefined || isOn(_id);
  const shape = compileShape({ ...others, _id: withId || '_id' in computed });
  const add = compileAddFields(computed);
  const kept = Object.keys(others).length > 0 || withId ? shape : (): Document => ({});
  const names = Object.keys(computed);
  return (document) => {
    const added = add(document);
    const base = kept(document);
    for (const name of names) {
      if (Object.hasOwn(added, name)) base[name] = added[name];
      else delete base[name];
    }
    return base;
  };
}

/** `$addFields`. @throws CommandError Location40272 for what is no document. */
export function compileAddFields(content: unknown): Change {
  if (!isDocument(content) || Object.keys(content).length === 0)
    throw new CommandError('Location40177', 'Invalid $addFields: specification must have at least one field');
  const fields: { path: string[]; value: Expression }[] = Object.entries(content).map(([name, each]) => {
    const path = name.split('.');
    if (path.some((step) => step === '' || step.startsWith('$')))
      throw new CommandError(
        'Location16410',
        `FieldPath field names may not be empty or start with '$': ${name}`,
      );
    return { path, value: compileExpression(each) };
  });
  return (root) =>
    fields.reduce((document, { path, value }) => withValueAt(document, path, value({ root })), root);
}

/** `$unset` of one field or several. @throws CommandError Location31002. */
export function compileUnset(content: unknown): Change {
  const names: unknown[] = Array.isArray(content) ? content : [content];
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name === ''))
    throw new CommandError('Location31002', '$unset specification must be a string or an array of strings');
  return compileShape(Object.fromEntries(names.map((name) => [name as string, false])));
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean' || toNumber(value) !== undefined;
}

function isOn(value: unknown): boolean {
  return typeof value === 'boolean' ? value : toNumber(value) !== 0;
}
