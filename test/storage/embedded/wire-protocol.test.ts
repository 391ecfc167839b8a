import { connect } from 'node:net';
import { deserialize, serialize } from 'bson';
import { openStore, type TestStore } from './open-store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

function message(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + payload.length, 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(opcode, 12);
  return Buffer.concat([head, payload]);
}

function opMessage(body: object, flags = 0): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(flags, 0);
  return message(2013, Buffer.concat([head, serialize(body)]));
}

/** Sends `pieces` one after the other and gives what came back until `length` bytes, or the connection closed. */
function exchange(pieces: Buffer[], replies = 1): Promise<Buffer[]> {
  return new Promise((resolve) => {
    const socket = connect(socketPath());
    let bytes = Buffer.alloc(0);
    const found: Buffer[] = [];
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 4 && bytes.length >= bytes.readInt32LE(0)) {
        found.push(bytes.subarray(0, bytes.readInt32LE(0)));
        bytes = bytes.subarray(bytes.readInt32LE(0));
      }
      if (found.length >= replies) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(found));
    for (const piece of pieces) socket.write(piece);
  });
}

function socketPath(): string {
  return decodeURIComponent(/mongodb:\/\/([^/]+)\//.exec(store.server.uri)?.[1] ?? '');
}

describe('the wire protocol', () => {
  it('answers the legacy OP_QUERY hello with OP_REPLY', async () => {
    const payload = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from('admin.$cmd\0'),
      Buffer.from([0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
      serialize({ ismaster: 1, helloOk: true }),
    ]);
    const [reply] = await exchange([message(2004, payload)]);
    expect(reply?.readInt32LE(12)).toBe(1);
    expect(reply?.readInt32LE(8)).toBe(7);
    expect(deserialize(reply?.subarray(36) as Buffer)).toMatchObject({
      isWritablePrimary: true,
      ok: 1,
      maxWireVersion: 21,
    });
  });

  it('reads a message that comes byte by byte, and several that come together', async () => {
    const ping = opMessage({ ping: 1, $db: 'admin' });
    const slowly = [...ping].map((byte) => Buffer.of(byte));
    expect(await exchange(slowly)).toHaveLength(1);
    expect(await exchange([Buffer.concat([ping, ping, ping])], 3)).toHaveLength(3);
  });

  it('does not answer a write that waits for no answer, and does it', async () => {
    const insert = opMessage({ insert: 'quiet', documents: [{ _id: 1 }], $db: 'test' }, 2);
    const find = opMessage({ find: 'quiet', $db: 'test' });
    const replies = await exchange([
      insert,
      opMessage({ insert: 'other', documents: [{ _id: 1 }], $db: 'test' }),
    ]);
    expect(replies).toHaveLength(1);
    const [found] = await exchange([find]);
    expect(deserialize(found?.subarray(21) as Buffer)).toMatchObject({
      cursor: { firstBatch: [{ _id: 1 }] },
    });
  });

  it.each([
    ['an unknown operation', message(2002, Buffer.alloc(20))],
    ['a length below the header', Buffer.from([3, 0, 0, 0])],
    ['a length above the limit', Buffer.from([0, 0, 0, 0x7f])],
    ['an unknown required flag', opMessage({ ping: 1 }, 0x40)],
    ['an unknown section', message(2013, Buffer.from([0, 0, 0, 0, 9, 5, 0, 0, 0, 0]))],
    ['a document longer than its message', message(2013, Buffer.from([0, 0, 0, 0, 0, 99, 0, 0, 0, 0]))],
    ['text', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('closes the connection on %s, and serves others', async (_, bytes) => {
    expect(await exchange([bytes])).toEqual([]);
    expect(await store.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  it('keeps every BSON type as it was', async () => {
    const { BSON } = await import('bson');
    const collection = store.fresh();
    const document = {
      _id: new BSON.ObjectId(),
      int: new BSON.Int32(5),
      double: new BSON.Double(5),
      long: BSON.Long.fromString('9007199254740993'),
      decimal: BSON.Decimal128.fromString('1.50'),
      binary: new BSON.Binary(Buffer.from([0xff, 0xfe, 0]), 5),
      date: new Date(-1),
      regex: new BSON.BSONRegExp('^a', 'i'),
      nested: [[], {}, null, true, { 'a b': 'é\u{1F600}' }],
      timestamp: new BSON.Timestamp({ t: 1, i: 2 }),
      least: new BSON.MinKey(),
      most: new BSON.MaxKey(),
    };
    await collection.insertOne(document);
    await collection.updateOne({}, { $set: { touched: 1 } });
    const options = { promoteValues: false, bsonRegExp: true, promoteBuffers: false };
    const found = await collection.findOne({}, options);
    expect(found).toEqual({ ...document, touched: new BSON.Int32(1) });
  });
});
