import type { Document } from '../bson/codec.js';
import { maxDocumentSize } from '../bson/codec.js';
import { maxMessageSize } from '../wire/message.js';
import { sessionOf, type Call, type Command } from './command.js';

/** The wire protocol of MongoDB 7.0, whose command forms the store follows. */
const maxWireVersion = 21;
const version = '7.0.0';

function hello(call: Call): Document {
  return {
    isWritablePrimary: true,
    ismaster: true,
    helloOk: true,
    maxBsonObjectSize: maxDocumentSize,
    maxMessageSizeBytes: maxMessageSize,
    maxWriteBatchSize: 100_000,
    localTime: call.engine.clock.now(),
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
    ok: 1,
  };
}

const helloFields = [
  'helloOk',
  'client',
  'compression',
  'hostInfo',
  'saslSupportedMechs',
  'speculativeAuthenticate',
  'loadBalanced',
  'topologyVersion',
  'maxAwaitTimeMS',
  'backpressure',
  'isMaster',
  'ismaster',
  'hello',
];

/** The commands by which a driver learns whom it talks to. */
export const serverInfo: Command[] = [
  ...['hello', 'isMaster', 'ismaster'].map((name) => ({
    name,
    writes: false,
    fields: helloFields,
    run: hello,
  })),
  { name: 'ping', writes: false, fields: [], run: () => ({ ok: 1 }) },
  {
    name: 'buildInfo',
    writes: false,
    fields: [],
    run: () => ({
      version,
      versionArray: [7, 0, 0, 0],
      modules: ['passerelle-embedded'],
      maxBsonObjectSize: maxDocumentSize,
      ok: 1,
    }),
  },
  { name: 'serverStatus', writes: false, fields: [], run: serverStatus },
  { name: 'endSessions', writes: false, fields: [], run: endSessions },
];

/** A driver that leaves ends its sessions, and with them their cursors. */
function endSessions({ body, engine }: Call): Document {
  const sessions = Array.isArray(body['endSessions']) ? body['endSessions'] : [];
  for (const session of sessions) engine.cursors.closeSession(sessionOf(session));
  return { ok: 1 };
}

function serverStatus({ engine }: Call): Document {
  const process_ = { pid: process.pid, uptime: process.uptime() };
  return {
    host: 'embedded',
    version,
    process: 'passerelle',
    ...process_,
    localTime: engine.clock.now(),
    ok: 1,
  };
}
