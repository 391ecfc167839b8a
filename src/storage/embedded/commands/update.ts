import { decode, isDocument, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { parseSort } from '../query/sort.js';
import { documentField, flagField, namespaceOf, refuseUnknown, type Call, type Command } from './command.js';
import { applyUpdate, applyUpsert, readyUpdate, selectForWrite } from './modify.js';
import { runStatements } from './run-statements.js';

interface Tally {
  n: number;
  nModified: number;
  upserted: Document[];
}

export const update: Command = {
  name: 'update',
  writes: true,
  fields: ['updates', 'ordered'],
  run(call) {
    const tally: Tally = { n: 0, nModified: 0, upserted: [] };
    const writeErrors = runStatements(call.engine.store, statementsOf(call, 'updates'), {
      ordered: call.body['ordered'] === undefined || flagField(call.body, 'ordered'),
      run: (statement, index) => runUpdate(call, statement, { index, tally }),
    });
    const { n, nModified, upserted } = tally;
    return {
      n,
      nModified,
      ...(upserted.length > 0 && { upserted }),
      ...(writeErrors.length > 0 && { writeErrors }),
      ok: 1,
    };
  },
};

export const deleteCommand: Command = {
  name: 'delete',
  writes: true,
  fields: ['deletes', 'ordered'],
  run(call) {
    let n = 0;
    const collection = call.engine.catalog.find(namespaceOf(call, 'delete'));
    const writeErrors = runStatements(call.engine.store, statementsOf(call, 'deletes'), {
      ordered: call.body['ordered'] === undefined || flagField(call.body, 'ordered'),
      run: (statement) => {
        refuseUnknown('delete.deletes', statement, ['q', 'limit', 'hint']);
        const query = {
          filter: documentField(statement, 'q'),
          sort: [],
          skip: 0,
          limit: Number(flagField(statement, 'limit')),
        };
        for (const stored of selectForWrite(call.engine, collection, { ...query, hint: statement['hint'] })) {
          collection?.remove(stored);
          n += 1;
        }
      },
    });
    return { n, ...(writeErrors.length > 0 && { writeErrors }), ok: 1 };
  },
};

function runUpdate(call: Call, statement: Document, { index, tally }: { index: number; tally: Tally }): void {
  refuseUnknown('update.updates', statement, ['q', 'u', 'upsert', 'multi', 'hint', 'sort']);
  const { engine } = call;
  const namespace = namespaceOf(call, 'update');
  const ready = readyUpdate(engine, statement['u']);
  const multi = flagField(statement, 'multi');
  if (multi && ready.replaces)
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  const filter = documentField(statement, 'q');
  const query = {
    filter,
    sort: parseSort(statement['sort']),
    skip: 0,
    limit: multi ? 0 : 1,
    hint: statement['hint'],
  };
  const collection = engine.catalog.find(namespace);
  const found = selectForWrite(engine, collection, query);
  const changed = found.filter((stored) => collection && applyUpdate(collection, stored, ready));
  tally.nModified += changed.length;
  tally.n += found.length;
  if (found.length > 0 || !flagField(statement, 'upsert')) return;
  const inserted = applyUpsert(engine.catalog.create(namespace), filter, ready);
  tally.n += 1;
  tally.upserted.push({ index, _id: inserted.document['_id'] });
}

function statementsOf({ body, sequence }: Call, name: string): Document[] {
  if (sequence?.name === name) return sequence.documents.map(decode);
  const statements = body[name];
  if (!Array.isArray(statements) || !statements.every(isDocument)) {
    throw new CommandError('TypeMismatch', `BSON field '${name}' must be an array of documents`);
  }
  return statements;
}
