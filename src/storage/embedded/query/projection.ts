import { encode, isDocument, toNumber, type Document } from '../bson/codec.js';
import { RawBson } from '../bson/raw-bson.js';
import { CommandError } from '../command-error.js';
import type { StoredDocument } from '../engine/collection.js';

/** What a reply shows of a stored document. */
export type Projection = (stored: StoredDocument) => RawBson;

type Tree = Map<string, Tree | true>;

const wholeDocument: Projection = (stored) => new RawBson(stored.bytes);

/** Reads a projection of inclusions or exclusions. @throws CommandError CommandNotSupported, Location31253/31254. */
export function compileProjection(spec: unknown): Projection {
  if (spec === undefined || spec === null) return wholeDocument;
  if (!isDocument(spec)) throw new CommandError('TypeMismatch', 'The projection must be a document');
  if (Object.keys(spec).length === 0) return wholeDocument;
  const shape = compileShape(spec);
  return (stored) => new RawBson(encode(shape(stored.document)));
}

/** Inclusions or exclusions as a function. @throws CommandError CommandNotSupported, Location31253/31254. */
export function compileShape(spec: Document): (document: Document) => Document {
  const fields = Object.entries(spec).map(([name, value]) => ({ name, included: isIncluded(name, value) }));
  const others = fields.filter(({ name }) => name !== '_id');
  const including = (others[0] ?? fields[0])?.included ?? false;
  const stray = others.find(({ included }) => included !== including);
  if (stray) {
    const code = including ? 'Location31254' : 'Location31253';
    throw new CommandError(
      code,
      `Cannot do ${including ? 'exclusion' : 'inclusion'} on field ${stray.name} in ${including ? 'inclusion' : 'exclusion'} projection`,
    );
  }
  const withId = fields.find(({ name }) => name === '_id')?.included ?? true;
  const names = others.map(({ name }) => name);
  if (withId === including) names.unshift('_id');
  const tree = treeOf(names);
  return (document) => (including ? include(document, tree) : exclude(document, tree));
}

function isIncluded(name: string, value: unknown): boolean {
  const flag = typeof value === 'boolean' ? value : toNumber(value);
  if (flag === undefined || name.startsWith('$') || name.includes('.$')) {
    throw new CommandError(
      'CommandNotSupported',
      `The projection of '${name}' is not supported: only 0 and 1 are`,
    );
  }
  return Boolean(flag);
}

function treeOf(names: string[]): Tree {
  const root: Tree = new Map();
  for (const name of names) {
    const path = name.split('.');
    const last = path.pop() as string;
    let branch = root;
    for (const part of path) {
      const next = branch.get(part) ?? new Map<string, Tree | true>();
      if (next === true) throw new CommandError('Location31249', `Path collision at ${name}`);
      branch.set(part, next);
      branch = next;
    }
    if (branch.has(last)) throw new CommandError('Location31250', `Path collision at ${name}`);
    branch.set(last, true);
  }
  return root;
}

/** Fields keep the order that they have in the document. */
function include(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const branch = tree.get(name);
    if (branch === undefined) continue;
    const value =
      branch === true ? document[name] : descend(document[name], (inner) => include(inner, branch), true);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function exclude(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const branch = tree.get(name);
    if (branch === true) continue;
    result[name] = branch
      ? descend(document[name], (inner) => exclude(inner, branch), false)
      : document[name];
  }
  return result;
}

/** A dotted path enters embedded documents and arrays of them; an inclusion leaves other values out. */
function descend(value: unknown, apply: (inner: Document) => Document, including: boolean): unknown {
  if (isDocument(value)) return apply(value);
  if (!Array.isArray(value)) return including ? undefined : value;
  return value.map((item) => descend(item, apply, including)).filter((item) => item !== undefined);
}
