import { encode, maxDocumentSize, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { flagField, namespaceOf, type Call, type Command } from './command.js';
import { runStatements } from './run-statements.js';

export const insert: Command = {
  name: 'insert',
  writes: true,
  fields: ['documents', 'ordered'],
  run(call) {
    const { engine, body } = call;
    const collection = engine.catalog.create(namespaceOf(call, 'insert'));
    const documents = rawDocuments(call);
    if (documents.length === 0)
      throw new CommandError('InvalidOptions', 'insert needs at least one document');
    let n = 0;
    const writeErrors = runStatements(engine.store, documents, {
      ordered: body['ordered'] === undefined || flagField(body, 'ordered'),
      run: (bytes) => {
        if (bytes.length > maxDocumentSize)
          throw new CommandError(
            'BSONObjectTooLarge',
            `object to insert too large. size in bytes: ${bytes.length}, max size: ${maxDocumentSize}`,
          );
        collection.insert(bytes);
        n += 1;
      },
    });
    return { n, ...(writeErrors.length > 0 && { writeErrors }), ok: 1 };
  },
};

/** A message's buffer is used again, so documents that stay are copied by the store as it writes them. */
function rawDocuments({ body, sequence }: Call): Buffer[] {
  if (sequence?.name === 'documents') return sequence.documents;
  const documents = body['documents'];
  if (!Array.isArray(documents))
    throw new CommandError('TypeMismatch', "BSON field 'insert.documents' must be an array");
  return documents.map((document) => encode(document as Document));
}
