import type { Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import type { StoredDocument } from '../engine/collection.js';
import { compileProjection, type Projection } from '../query/projection.js';
import { parseSort } from '../query/sort.js';
import { documentField, flagField, namespaceOf, type Call, type Command } from './command.js';
import { applyUpdate, applyUpsert, readyUpdate, selectForWrite } from './modify.js';

/** Finds one document and changes or removes it, in one step that nothing comes between. */
export const findAndModify: Command = {
  name: 'findAndModify',
  writes: true,
  fields: ['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'hint'],
  run(call) {
    const { body, engine } = call;
    const project = compileProjection(body['fields']);
    const query = {
      filter: documentField(body, 'query'),
      sort: parseSort(body['sort']),
      skip: 0,
      limit: 1,
      hint: body['hint'],
    };
    const removes = flagField(body, 'remove');
    if (removes === (body['update'] !== undefined)) {
      throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
    }
    const collection = engine.catalog.find(namespaceOf(call, 'findAndModify'));
    if (!removes) return modify(call, query, project);
    const [stored] = selectForWrite(engine, collection, query);
    if (stored) collection?.remove(stored);
    return answer({ n: stored ? 1 : 0 }, stored, project);
  },
};

function modify(call: Call, query: Parameters<typeof selectForWrite>[2], project: Projection): Document {
  const { body, engine } = call;
  const namespace = namespaceOf(call, 'findAndModify');
  const ready = readyUpdate(engine, body['update']);
  const collection = engine.catalog.find(namespace);
  const [stored] = selectForWrite(engine, collection, query);
  if (stored && collection) {
    const changed = applyUpdate(collection, stored, ready) ?? stored;
    return answer({ n: 1, updatedExisting: true }, flagField(body, 'new') ? changed : stored, project);
  }
  if (!flagField(body, 'upsert')) return answer({ n: 0, updatedExisting: false }, undefined, project);
  const inserted = applyUpsert(engine.catalog.create(namespace), query.filter, ready);
  const outcome = { n: 1, updatedExisting: false, upserted: inserted.document['_id'] };
  return answer(outcome, flagField(body, 'new') ? inserted : undefined, project);
}

function answer(lastErrorObject: Document, shown: StoredDocument | undefined, project: Projection): Document {
  return { lastErrorObject, value: shown ? project(shown) : null, ok: 1 };
}
