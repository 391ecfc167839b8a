import type { BSONRegExp } from 'bson';
import { rank, rankOf } from '../bson/key-writer.js';
import { CommandError } from '../command-error.js';

/** A regular expression's source and MongoDB options. */
export interface RegexParts {
  source: string;
  options: string;
}

/** Reads `/x/i`, a BSON regex or a string with `$options`. @throws CommandError BadValue. */
export function regexParts(operand: unknown, options: unknown): RegexParts {
  const given = options === undefined ? '' : String(options);
  if (typeof operand === 'string') return { source: operand, options: given };
  if (rankOf(operand) !== rank.regex) throw new CommandError('BadValue', '$regex has to be a string');
  const regex = operand as BSONRegExp | RegExp;
  if (regex instanceof RegExp) return { source: regex.source, options: given || regex.flags };
  return { source: regex.pattern, options: given || regex.options };
}

/** A regular expression as a test on strings. Options i, m, s and u. @throws CommandError BadValue, Location51091, Location51108. */
export function compileRegex(operand: unknown, options: unknown): (value: unknown) => boolean {
  const parts = regexParts(operand, options);
  const unknown = parts.options.replace(/[imsu]/g, '');
  if (unknown !== '') throw new CommandError('Location51108', `invalid flag in regex options: ${unknown}`);
  const regex = compileSource(parts);
  return (value) => typeof value === 'string' && regex.test(value);
}

function compileSource({ source, options }: RegexParts): RegExp {
  try {
    return new RegExp(source, [...new Set(options.replaceAll('u', ''))].join(''));
  } catch {
    throw new CommandError('Location51091', 'Regular expression is invalid');
  }
}

/** The literal text that every match begins with (`^abc`), or undefined: what an index can be searched by. */
export function literalPrefix({ source, options }: RegexParts): string | undefined {
  if (options.replace(/[su]/g, '') !== '' || !source.startsWith('^') || source.includes('|'))
    return undefined;
  const literal = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^a-zA-Z0-9])*)/.exec(source)?.[1] ?? '';
  const next = source[1 + literal.length];
  const certain = next !== undefined && '*?{'.includes(next) ? literal.replace(/(\\.|[^\\])$/u, '') : literal;
  return certain === '' ? undefined : certain.replace(/\\(.)/g, '$1');
}
