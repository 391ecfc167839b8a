import { Int32 } from 'bson';
import fc from 'fast-check';
import { filter, path, simpleFilter } from './filters.js';
import { pipeline } from './pipelines.js';
import { operatorUpdate, update } from './updates.js';
import { fields, id } from './values.js';

/** A command on the collection `@self`, and how many operations it counts for. */
export type Operation = Record<string, unknown>;

const self = '@self';
const small = fc.integer({ min: 0, max: 3 }).map((n) => new Int32(n));
const sort = fc.constantFrom(
  { _id: 1 },
  { n: 1, _id: 1 },
  { n: -1, _id: 1 },
  { b: 1, _id: -1 },
  { a: 1, _id: 1 },
  { c: -1, _id: 1 },
  { 'a.x': -1, k: 1, _id: 1 },
);
const shapes = [
  {},
  { a: 1 },
  { a: 0 },
  { _id: 0, n: 1 },
  { 'a.x': 1, k: 1 },
  { 'd.y': 1 },
  { 'd.x': 0, c: 0 },
  { 'a.x.x': 0 },
  { _id: 1 },
  { _id: 0 },
  { a: 1, b: 0 },
  { a: true, 'c.x': 1 },
] as const;
const shape = fc.constantFrom(...shapes.filter((each) => !('a' in each && 'b' in each)));
const projection = fc.constantFrom(...shapes);

const find = fc
  .record({ filter, sort, skip: small, limit: small, projection }, { requiredKeys: ['filter', 'sort'] })
  .map((more) => ({ find: self, ...more }));
const count = fc
  .record({ query: filter, skip: small, limit: small }, { requiredKeys: ['query'] })
  .map((more) => ({ count: self, ...more }));
const distinct = fc
  .record({ key: path.filter((each) => !/^[ad]\./.test(each)), query: simpleFilter })
  .map((more) => ({ distinct: self, ...more }));
const aggregate = pipeline.map((stages) => ({ aggregate: self, pipeline: stages, cursor: {} }));

const documents = fc.uniqueArray(fc.tuple(id, fields), {
  minLength: 2,
  maxLength: 7,
  selector: ([key]) => key.value,
});
export const insert = documents.map((pairs) => ({
  insert: self,
  documents: pairs.map(([_id, rest]) => ({ _id, ...rest })),
  ordered: false,
}));
const statement = fc.oneof(
  { weight: 3, arbitrary: fc.record({ q: fc.record({ _id: id }), u: update }) },
  { weight: 1, arbitrary: fc.record({ q: fc.record({ _id: id }), u: update, upsert: fc.constant(true) }) },
);
const updateMany = fc
  .record({ q: filter, u: operatorUpdate })
  .map((each) => ({ update: self, updates: [{ ...each, multi: true }] }));
const updates = fc
  .array(statement, { minLength: 3, maxLength: 9 })
  .map((each) => ({ update: self, updates: each, ordered: false }));
const upsert = fc
  .record({ key: id, q: simpleFilter, u: update })
  .map(({ key, q, u }) => ({ update: self, updates: [{ q: { _id: key, ...q }, u, upsert: true }] }));
const deletes = fc
  .array(fc.record({ q: filter, limit: fc.constant(new Int32(0)) }), { minLength: 1, maxLength: 2 })
  .map((each) => ({ delete: self, deletes: each }));
const findAndModify = fc
  .record(
    { query: filter, sort, update, new: fc.boolean(), upsert: fc.boolean(), fields: shape },
    { requiredKeys: ['query', 'sort', 'update'] },
  )
  .map((more) => ({ findAndModify: self, ...more }));
const findAndRemove = fc
  .record({ query: filter, sort })
  .map((more) => ({ findAndModify: self, ...more, remove: true }));

const indexSpecs = [
  { key: { n: 1 } },
  { key: { n: 1 }, unique: true },
  { key: { k: 1 }, sparse: true },
  { key: { k: 1, n: -1 } },
  { key: { b: 1, _id: 1 } },
  { key: { a: 1 } },
  { key: { c: 1 } },
  { key: { 'a.x': 1, k: 1 } },
  { key: { 'd.y': -1 } },
  { key: { 'd.x': 1, 'd.y': 1 } },
  { key: { b: 1 }, unique: true, sparse: true },
  { key: { n: -1 }, partialFilterExpression: { k: { $exists: true } } },
  { key: { k: 1 }, unique: true, partialFilterExpression: { k: { $type: 'string' } } },
].map((spec, at) => ({ name: `i${at}`, ...spec }));
export const createIndex = fc
  .constantFrom(...indexSpecs)
  .map((spec) => ({ createIndexes: self, indexes: [spec] }));
const dropIndexes = fc.constant({ dropIndexes: self, index: '*' });

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: find },
  { weight: 2, arbitrary: count },
  { weight: 2, arbitrary: distinct },
  { weight: 4, arbitrary: aggregate },
  { weight: 2, arbitrary: insert },
  { weight: 8, arbitrary: updates },
  { weight: 3, arbitrary: updateMany },
  { weight: 2, arbitrary: upsert },
  { weight: 1, arbitrary: deletes },
  { weight: 3, arbitrary: findAndModify },
  { weight: 1, arbitrary: findAndRemove },
  { weight: 1, arbitrary: createIndex },
  { weight: 1, arbitrary: dropIndexes },
);
