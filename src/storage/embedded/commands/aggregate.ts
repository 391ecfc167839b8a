import { isDocument } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import { runPipeline } from '../aggregate/run-pipeline.js';
import { documentField, flagField, namespaceOf, sessionOf, type Command } from './command.js';

export const aggregate: Command = {
  name: 'aggregate',
  writes: false,
  fields: ['pipeline', 'cursor', 'explain', 'allowDiskUse', 'hint', 'batchSize'],
  run(call) {
    const { body, engine } = call;
    const pipeline = body['pipeline'];
    if (!Array.isArray(pipeline) || !pipeline.every(isDocument)) {
      throw new CommandError('TypeMismatch', "A pipeline must be an array of objects: 'pipeline'");
    }
    if (flagField(body, 'explain'))
      throw new CommandError('CommandNotSupported', 'explain an aggregation with the explain command');
    const namespace = namespaceOf(call, 'aggregate');
    const answer = runPipeline(engine, { namespace, pipeline, hint: body['hint'] });
    const { batchSize } = documentField(body, 'cursor');
    const session = sessionOf(body['lsid']);
    return engine.cursors.first(namespace, answer, {
      batchSize,
      single: false,
      session,
      now: engine.elapsed(),
    });
  },
};
