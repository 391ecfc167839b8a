import type { Document } from '../bson/codec.js';
import { asCommandError, CommandError } from '../command-error.js';
import type { Engine } from '../engine/engine.js';
import { WriteQueue } from '../engine/write-queue.js';
import type { Request } from '../wire/message.js';
import { checkConcerns } from './check-concerns.js';
import { countField, refuseUnknown, type Call, type Command } from './command.js';
import { commands } from './commands.js';
import { atOnce, ReadTurns } from './read-turns.js';

/** Fields that any command may carry. */
const generalFields = [
  '$db',
  'lsid',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  '$clusterTime',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'rawData',
];

type Answer = (reply: Document) => void;

/** Runs commands: reads at once, long ones in turns; writes in the next group commit. */
export class CommandRunner {
  private readonly writes: WriteQueue<Document>;
  private readonly reads = new ReadTurns();

  constructor(private readonly engine: Engine) {
    const { catalog } = engine;
    this.writes = new WriteQueue(engine.store, {
      onUndone: () => catalog.rollBack(),
      onCommitted: () => catalog.committed(),
    });
  }

  /** Answers a request, when it is a write after its data is durable. */
  run(request: Request, answer: Answer): void {
    try {
      const command = findCommand(request.body);
      const call = this.prepare(command, request);
      if (!command.writes) return this.reads.add(command.run(call), answer, limitOf(request.body));
      this.writes.add({
        run: () => atOnce(command.run(call)),
        done: answer,
        failed: (error) => answer(error.toReply()),
      });
    } catch (error) {
      answer(asCommandError(error).toReply());
    }
  }

  /** Commits what waits, at once; reads that have not ended are not answered. */
  stop(): void {
    this.writes.flush();
    this.reads.stop();
  }

  private prepare(command: Command, { body, sequence }: Request): Call {
    for (const field in body) {
      if (field === command.name || generalFields.includes(field) || command.fields.includes(field)) continue;
      refuseUnknown(command.name, { [field]: body[field] }, []);
    }
    checkConcerns(body);
    const database = typeof body['$db'] === 'string' ? body['$db'] : 'admin';
    return { engine: this.engine, database, body, ...(sequence && { sequence }) };
  }
}

function findCommand(body: Document): Command {
  const name = Object.keys(body)[0] ?? '';
  const command = commands.get(name);
  if (!command) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
  return command;
}

/** How long a command may take in all, in milliseconds; of `getMore` it says something else. */
function limitOf(body: Document): number {
  return 'getMore' in body ? 0 : countField(body, 'maxTimeMS');
}
