import { BSON, EJSON } from 'bson';
import type mongoose from 'mongoose';

type Document = Record<string, unknown>;

const names = [
  'find',
  'aggregate',
  'count',
  'distinct',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'createIndexes',
];
/** Fields of a command by which a driver keeps its sessions. */
const driverFields = ['lsid', 'txnNumber', '$db', '$clusterTime', '$readPreference', 'apiVersion'];

/**
 * The commands that a client sends from now on, made the same for every run: no ids of sessions, no random ids, two times only,
 * and the indexes, which are made at once, in the order of their collections.
 */
export function recordCommands(client: mongoose.mongo.MongoClient, now: Date): () => string {
  const indexes: string[] = [];
  const others: string[] = [];
  client.on('commandStarted', ({ command, commandName }) => {
    if (!names.includes(commandName)) return;
    const line = EJSON.stringify(steady(asSent(command), now), { relaxed: false });
    (commandName === 'createIndexes' ? indexes : others).push(line);
  });
  return () => `${[...indexes.sort(), ...others].join('\n')}\n`;
}

/** What goes over the wire: an ODM's objects write themselves. */
function asSent(command: Document): Document {
  return BSON.deserialize(BSON.serialize(command, { ignoreUndefined: true }), {
    promoteValues: false,
    bsonRegExp: true,
  });
}

function steady(value: unknown, now: Date): unknown {
  if (value instanceof Date)
    return new Date(
      value.getTime() > now.getTime() + 30_000 ? '2026-03-02T09:00:00Z' : '2026-03-02T08:00:00Z',
    );
  if (typeof value === 'string')
    return value.replace(/^([0-9a-f]{96}|[0-9a-f-]{36})$/, (id) => '0'.repeat(id.length));
  if (Array.isArray(value)) return value.map((each) => steady(each, now));
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return value;
  const fields = Object.entries(value as Document).filter(([name]) => !driverFields.includes(name));
  return Object.fromEntries(fields.map(([name, each]) => [name, steady(each, now)]));
}
