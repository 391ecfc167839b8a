import type { Answer } from './answers.js';
import type { Operation } from './operations.js';
import { show } from './show.js';

/** One operation that the two servers answered differently, or that left different documents. */
export interface Difference {
  operation: Operation;
  ours: Answer;
  theirs: Answer;
  /** Whether both hold the same documents after it, and what the embedded store holds. */
  sameContent: boolean;
  contents: string;
}

/** A difference that was judged. */
export interface KnownDifference {
  name: string;
  reason: string;
  /** Who does as MongoDB's documentation or source says. */
  right: 'the embedded store' | 'the second server' | 'neither is bound';
  source: string;
  applies(difference: Difference): boolean;
}

const errorsOf = (answer: Answer): string[] => ('errors' in answer ? answer.errors : []);
const codesOf = (answer: Answer): number[] =>
  'code' in answer ? [answer.code] : errorsOf(answer).map((each) => Number(each.split(': ')[1]));
const isTypeFault = (code: number): boolean => [2, 14, 28, 40, 54].includes(code);
const isUpsert = (operation: Operation): boolean => show(operation).includes('upsert: true');
const foundNone = (answer: Answer): boolean =>
  'documents' in answer ? answer.documents.length === 0 : foundNothing(answer);
const foundNothing = (answer: Answer): boolean => 'fields' in answer && /\bn: 0\b/.test(answer.fields);

/** Differences that may be met in a run. Those that the cases leave out are below. */
export const knownDifferences: KnownDifference[] = [
  {
    name: 'an update is checked when it comes, not when it meets a document',
    reason: 'SecantusDB reads the operators of an update only when a document matches its filter.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/operator/update/ (conflicting paths are refused)',
    applies: ({ ours, theirs, sameContent }) => {
      const late = errorsOf(ours).filter((each) => !errorsOf(theirs).includes(each));
      const parsed =
        sameContent &&
        (codesOf(ours)[0] === 40 || (late.length > 0 && late.every((each) => each.endsWith(': 40'))));
      const missing = errorsOf(theirs).filter((each) => !errorsOf(ours).includes(each));
      return parsed && (foundNothing(theirs) || (late.length > 0 && missing.length === 0));
    },
  },
  {
    name: 'of two faults in one update the first path is told',
    reason: 'An update with two faults is refused for one of them; MongoDB applies paths in their order.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/operator/update/#behavior',
    applies: ({ ours, theirs, sameContent }) => {
      const [one, other] = [codesOf(ours), codesOf(theirs)];
      const pairs = one.map((code, place) => [code, other[place] ?? 0] as const);
      const typed = pairs.every(([code, its]) => code === its || (isTypeFault(code) && isTypeFault(its)));
      return sameContent && typed && one.length > 0 && one.length === other.length;
    },
  },
  {
    name: 'an updateMany refused half-way changes nothing',
    reason:
      'MongoDB keeps the documents that it changed before the failure; the embedded store undoes the statement.',
    right: 'the second server',
    source: 'src/storage/embedded/README.md, "Known differences from MongoDB"',
    applies: ({ operation, ours, theirs }) =>
      show(operation).includes('multi: true') && codesOf(ours).length === 1 && codesOf(theirs).length === 1,
  },
  {
    name: 'Decimal128 is stored and compared, not computed with',
    reason:
      '`$inc`, `$mul`, `$sum` and the other operators refuse a Decimal128 with 115; no field of the product is one.',
    right: 'the second server',
    source: 'src/storage/embedded/README.md, "Known differences from MongoDB"',
    applies: ({ operation, ours, contents }) =>
      codesOf(ours).includes(115) && /(\d|NaN|Infinity)d\b/.test(show(operation) + contents),
  },
  {
    name: 'an upsert does not plant a regular expression',
    reason:
      'Only equalities of the filter go into the new document; SecantusDB writes the expression itself.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/method/db.collection.update/#upsert-behavior',
    applies: ({ operation }) => isUpsert(operation) && show(operation).includes('/^a/i'),
  },
  {
    name: 'an upsert refuses two equalities on one path',
    reason: 'MongoDB answers 54, NotSingleValueField; SecantusDB sees it for some forms only.',
    right: 'the embedded store',
    source: 'mongo/src/mongo/db/query/compiler: "cannot infer query fields to set, both paths are matched"',
    applies: ({ operation, ours }) => isUpsert(operation) && codesOf(ours).includes(54),
  },
  {
    name: '0 is not false and 1 is not true',
    reason:
      'SecantusDB compares as Python does in distinct, $pull, $pullAll and $addToSet; and takes 1 and Decimal128 1 for two.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/',
    applies: ({ operation, theirs, contents }) => {
      const text = show(operation) + contents;
      if ('distinct' in operation) return /true|false/.test(text) || /\dd"/.test(show(theirs));
      return /\$(pull|pullAll|addToSet)/.test(text) && /true|false/.test(text);
    },
  },
  {
    name: 'null at a position is not an empty array',
    reason: '`{"c.0": null}` matches no document whose `c` is an empty array: nothing is at that path.',
    right: 'the embedded store',
    source: 'mongo/jstests/core/query/null/null_query_semantics.js',
    applies: ({ operation }) => /\.(0|1\.y): .*null/.test(show(operation)),
  },
  {
    name: '$all of null finds a missing field',
    reason:
      '`{$all: [null]}` is `{$and: [{a: null}]}`, and null equals a missing field; SecantusDB finds nothing.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/operator/query/all/#behavior',
    applies: ({ operation }) => /\$all: \[[^\]]*null/.test(show(operation)),
  },
  {
    name: 'an array at a position is one value for every operator',
    reason:
      '`a.0` of `[[4]]` is `[4]`; SecantusDB enters it for $mod and some others, and drops null in distinct.',
    right: 'the embedded store',
    source: 'mongo/src/mongo/db/matcher/path_test.cpp: ArrayIndex2',
    applies: ({ operation, contents }) =>
      /[ac]\.0/.test(show(operation)) && (contents.includes('[[') || 'distinct' in operation),
  },
  {
    name: 'embedded documents are ordered by the types of their fields before the names',
    reason: 'SecantusDB orders two embedded documents by the names first.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#objects',
    applies: ({ operation, contents }) =>
      /\$(gte?|lte?|min|max): \{/.test(show(operation)) ||
      Object.keys(operation['sort'] ?? {}).some((field) => contents.includes(`${field}: {`)),
  },
  {
    name: '$rename through a scalar is refused',
    reason:
      'A path that leads through a value that is no document is 28, PathNotViable, also as the source of $rename.',
    right: 'the embedded store',
    source:
      'mongo/src/mongo/db/update/rename_node.cpp: "most updates fail on an attempt to update a non-viable path"',
    applies: ({ operation, ours }) => show(operation).includes('$rename') && codesOf(ours).includes(28),
  },
  {
    name: 'positions of an array are filled in their order',
    reason:
      '`c.1` comes before `c.4`, which pads the array with nulls; SecantusDB may take them the other way round.',
    right: 'the embedded store',
    source:
      'https://www.mongodb.com/docs/manual/reference/operator/update/#behavior (numeric names in numeric order)',
    applies: ({ operation }) => {
      const text = show(operation);
      return (/c\.1/.test(text) && /c\.4/.test(text)) || (/d\.0\.x/.test(text) && /d\.2/.test(text));
    },
  },
  {
    name: 'a regular expression on an indexed field finds its documents',
    reason: 'SecantusDB finds none for a literal expression where the field has an index.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/operator/query/regex/#index-use',
    applies: ({ operation, theirs }) => show(operation).includes('/^a/i') && foundNone(theirs),
  },
  {
    name: 'an average divides the sum as a double',
    reason: 'MongoDB rounds the sum to a double and divides; SecantusDB divides whole numbers exactly.',
    right: 'the embedded store',
    source: 'mongo/src/mongo/db/pipeline/accumulator_avg.cpp: `_nonDecimalTotal.getDouble() / count`',
    applies: ({ operation, contents }) => show(operation).includes('$avg') && /\d{16}L/.test(contents),
  },
  {
    name: 'NaN is one value',
    reason: 'SecantusDB gives NaN once for each document that has it.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#numeric-types',
    applies: ({ operation, theirs }) => 'distinct' in operation && show(theirs).split('NaN').length > 2,
  },
  {
    name: 'two arrays in one document are not indexed together',
    reason: 'MongoDB answers 171, CannotIndexParallelArrays; SecantusDB takes some of them.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/#limitations',
    applies: ({ ours }) => codesOf(ours).includes(171),
  },
  {
    name: 'nothing added to -0 is no change',
    reason: 'MongoDB compares what was there with what comes by value; SecantusDB writes 0 in its place.',
    right: 'the embedded store',
    source: 'mongo/src/mongo/util/safe_num.cpp: isIdentical',
    applies: ({ operation, contents }) => /\$(inc|mul)/.test(show(operation)) && contents.includes('-0.0'),
  },
  {
    name: '$limit ends the work of the stages before it',
    reason: 'A fault in a document beyond the limit is not met; SecantusDB computes every document first.',
    right: 'the embedded store',
    source: 'https://www.mongodb.com/docs/manual/core/aggregation-pipeline-optimization/ ($sort + $limit)',
    applies: ({ operation, ours, theirs }) =>
      show(operation).includes('$limit') && 'documents' in ours && 'code' in theirs,
  },
  {
    name: 'NaN plus something is no change of NaN',
    reason: 'The bytes are those that were there; the second server counts a modification.',
    right: 'neither is bound',
    source:
      'https://www.mongodb.com/docs/manual/reference/command/update/#output (nModified: only what changed)',
    applies: ({ operation, sameContent, ours, theirs }) =>
      sameContent && /\$(inc|mul)/.test(show(operation)) && differOnlyInCount(ours, theirs),
  },
];

function differOnlyInCount(ours: Answer, theirs: Answer): boolean {
  const bare = (answer: Answer): string => show(answer).replace(/nModified: \d+/, '');
  return 'fields' in ours && 'fields' in theirs && bare(ours) === bare(theirs);
}

/** Where SecantusDB is wrong so often that the cases leave it out; tests of ours stand for each. */
export const avoidedDifferences = [
  'a regex as the operand of $gt, $lt or $ne, $mod by 0 and a negative $size are refused only when a value is met (refusals.test.ts)',
  'a mixed projection of findAndModify is refused after the document was changed (refusals.test.ts, commands.test.ts)',
  '$count of nothing gives 0, MongoDB no document (aggregations.test.ts)',
  'a path through an array is missing in expressions, an exclusion does not enter it, distinct does not either (commands.test.ts)',
  'a sort by a path into an array forgets elements that lack the field (index-sets.test.ts)',
  'binary values are ordered by their bytes, MongoDB orders by length, subtype, then bytes (key-order.test.ts)',
  '$push with $sort by a field changes the order of equal elements (guards.test.ts)',
  '$unset beyond the end of an array is refused, MongoDB does nothing (guards.test.ts)',
] as const;
