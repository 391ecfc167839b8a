import { Int32, Long } from 'bson';
import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { compileFilter } from '../query/compile-filter.js';
import type { Step, Steps } from '../query/scan.js';
import { parseSort, sortBy, type SortField } from '../query/sort.js';
import { compileGroup } from './group.js';
import { compileProject, compileAddFields, compileUnset } from './project.js';
import { compileUnwind } from './unwind.js';

/** Documents as they are asked for; `undefined` where the store may do something else meanwhile. */
export type Documents = Iterable<Step<Document>>;

/** A compiled stage: documents in, documents out. */
export type Stage = (documents: Documents) => Documents;

/** Makes a stage ready. @throws CommandError for what it does not have. */
type StageCompiler = (content: unknown) => Stage;

const compilers: Record<string, StageCompiler> = {
  $match: (content) => {
    const test = compileFilter(matchFilter(content));
    return keeping(test);
  },
  $sort: (content) => {
    const fields = parseSort(content);
    if (fields.length === 0)
      throw new CommandError('Location15976', '$sort stage must have at least one sort key');
    return sorting(fields);
  },
  $skip: (content) => {
    const skip = windowOf('$skip', content);
    return keeping((_, at) => at >= skip);
  },
  $limit: (content) => {
    const limit = windowOf('$limit', content);
    return function* (documents) {
      let at = 0;
      for (const document of documents) {
        yield document;
        if (document && ++at >= limit) return;
      }
    };
  },
  $group: (content) => compileGroup(content),
  $count: (content) => {
    if (typeof content !== 'string' || content === '' || content.startsWith('$') || content.includes('.'))
      throw new CommandError('Location40156', 'the count field must be a non-empty string');
    return function* (documents) {
      let count = 0;
      for (const document of documents) {
        if (document) count += 1;
        else yield undefined;
      }
      if (count > 0) yield { [content]: numberOf(count) };
    };
  },
  $project: (content) => mapping(compileProject(content)),
  $addFields: (content) => mapping(compileAddFields(content)),
  $set: (content) => mapping(compileAddFields(content)),
  $unset: (content) => mapping(compileUnset(content)),
  $unwind: (content) => compileUnwind(content),
};

/** The stages of an aggregation that the store has. */
export const pipelineStages = Object.keys(compilers);

/** Makes a pipeline ready. @throws CommandError Location40323, Location40324, and what stages refuse. */
export function compileStages(pipeline: readonly Document[]): Stage[] {
  return pipeline.map((stage) => {
    const [name, ...more] = Object.keys(stage);
    if (name === undefined || more.length > 0) {
      const message = 'A pipeline stage specification object must contain exactly one field.';
      throw new CommandError('Location40323', message);
    }
    const compile = Object.hasOwn(compilers, name) ? compilers[name] : undefined;
    if (!compile) throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
    return compile(stage[name]);
  });
}

/** Sends documents through stages. */
export function through(stages: readonly Stage[], documents: Documents): Documents {
  return stages.reduce((items, stage) => stage(items), documents);
}

/** The filter of a `$match`. @throws CommandError Location15959. */
export function matchFilter(content: unknown): Document {
  if (isDocument(content)) return content;
  throw new CommandError('Location15959', 'the match filter must be an expression in an object');
}

/** How many documents `$skip` or `$limit` speaks of. @throws CommandError Location5107200, Location15958. */
export function windowOf(name: '$skip' | '$limit', value: unknown): number {
  const number = toNumber(value);
  if (number !== undefined && Number.isInteger(number) && number >= (name === '$limit' ? 1 : 0))
    return number;
  const code =
    name === '$limit' && number === 0
      ? 'Location15958'
      : name === '$limit'
        ? 'Location5107201'
        : 'Location5107200';
  throw new CommandError(code, `invalid argument to ${name} stage`);
}

/** A count as MongoDB gives it: 32 bits, or 64 when it must. */
export function numberOf(count: number): Int32 | Long {
  return count < 2 ** 31 ? new Int32(count) : Long.fromNumber(count);
}

function keeping(test: (document: Document, at: number) => boolean): Stage {
  return function* (documents) {
    let at = 0;
    for (const document of documents) if (!document || test(document, at++)) yield document;
  };
}

function sorting(fields: SortField[]): Stage {
  return function* (documents) {
    yield* sortBy(yield* collect(documents), fields, (document) => document);
  };
}

function* collect(documents: Documents): Steps<Document[]> {
  const all: Document[] = [];
  for (const document of documents) {
    if (document) all.push(document);
    else yield undefined;
  }
  return all;
}

function mapping(change: (document: Document) => Document): Stage {
  return function* (documents) {
    for (const document of documents) yield document && change(document);
  };
}
