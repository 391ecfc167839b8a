import { isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';

/** The place a dotted path leads to: a document or an array, and the key in it. */
export interface Place {
  container: Document | unknown[];
  key: string;
}

const digits = /^(0|[1-9]\d*)$/;

/** MongoDB pads an array by at most this many nulls. */
const longestPadding = 1_500_000;

/** Splits an update path. @throws CommandError EmptyFieldName, DollarPrefixedFieldName, CommandNotSupported. */
export function splitPath(name: string): string[] {
  const path = name.split('.');
  for (const part of path) {
    if (part === '')
      throw new CommandError('EmptyFieldName', `The update path '${name}' contains an empty field name.`);
    if (part === '__proto__') throw new CommandError('BadValue', `The field name '${part}' is not allowed.`);
    if (/^\$(\[.*\])?$/.test(part)) {
      throw new CommandError(
        'CommandNotSupported',
        `The positional operator '${part}' is not supported in '${name}'`,
      );
    }
    if (part.startsWith('$')) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${name}' is not valid`,
      );
    }
  }
  return path;
}

/** The order of paths, name by name: whole numbers by value, other names by their characters. */
export function comparePaths(one: readonly string[], other: readonly string[]): number {
  for (let at = 0; at < Math.min(one.length, other.length); at++) {
    const [a, b] = [one[at] as string, other[at] as string];
    if (a === b) continue;
    if (digits.test(a) && digits.test(b)) return Number(a) - Number(b);
    return a < b ? -1 : 1;
  }
  return one.length - other.length;
}

/** Where `path` leads, if all of it exists. */
export function findPlace(root: Document, path: readonly string[]): Place | undefined {
  let container: unknown = root;
  for (let at = 0; ; at++) {
    const key = path[at] as string;
    if (
      !isContainer(container) ||
      !Object.hasOwn(container, key) ||
      (Array.isArray(container) && !digits.test(key))
    ) {
      return undefined;
    }
    if (at === path.length - 1) return { container, key };
    container = (container as Document)[key];
  }
}

/** Refuses a path that could not be made: it leads through a value that is no container. @throws CommandError PathNotViable. */
export function assertViable(root: Document, path: readonly string[]): void {
  let container: unknown = root;
  for (const [at, key] of path.entries()) {
    if (container === undefined) return;
    if (!isContainer(container) || (Array.isArray(container) && !digits.test(key)))
      throw notViable(key, path[at - 1], container);
    container = read({ container, key });
  }
}

/** Where `path` leads, making embedded documents on the way. @throws CommandError PathNotViable. */
export function makePlace(root: Document, path: readonly string[]): Place {
  let container: Document | unknown[] = root;
  for (let at = 0; ; at++) {
    const key = path[at] as string;
    if (Array.isArray(container) && !digits.test(key)) throw notViable(key, path[at - 1], container);
    if (at === path.length - 1) return { container, key };
    const next: unknown = read({ container, key });
    if (next === undefined) write({ container, key }, {});
    else if (!isContainer(next)) throw notViable(path[at + 1] as string, key, next);
    container = read({ container, key }) as Document | unknown[];
  }
}

export function read({ container, key }: Place): unknown {
  return Object.hasOwn(container, key) ? (container as Document)[key] : undefined;
}

/** Sets the value; an array is padded with nulls up to a new index. @throws CommandError CannotBackfillArray (2). */
export function write({ container, key }: Place, value: unknown): void {
  if (Array.isArray(container)) {
    const index = Number(key);
    if (index - container.length > longestPadding)
      throw new CommandError('BadValue', `can't backfill more than ${longestPadding} elements`);
    while (container.length < index) container.push(null);
  }
  (container as Document)[key] = value;
}

/** Removes the field; an element of an array becomes null, as MongoDB does. */
export function unset({ container, key }: Place): void {
  if (Array.isArray(container)) container[Number(key)] = null;
  else delete container[key];
}

function isContainer(value: unknown): value is Document | unknown[] {
  return Array.isArray(value) || isDocument(value);
}

function notViable(key: string, parent: string | undefined, value: unknown): CommandError {
  return new CommandError(
    'PathNotViable',
    `Cannot create field '${key}' in element {${parent}: ${JSON.stringify(value)}}`,
  );
}
