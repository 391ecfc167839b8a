import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { faultSize, reportFault } from '../../../support/fault-size.js';
import { serveStore, type ServedStore } from '../../../support/serve-store.js';

const documents = faultSize(20_000, 1_000_000);
const batch = 1_000;

describe(`${documents} documents`, () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'many-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('are inserted, counted, found by index and read to the end in bounded memory', async () => {
    const figures: Record<string, number> = { documents };
    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const begun = performance.now();
      const result = await work();
      figures[`${name}Ms`] = Math.round(performance.now() - begun);
      return result;
    };
    let served = await timed('openEmpty', () => serveStore(dataDir));
    let client = await new mongoose.mongo.MongoClient(served.uri).connect();
    let collection = client.db('test').collection('many');
    await collection.createIndex({ identifier: 1 }, { unique: true });
    await timed('insert', async () => {
      for (let n = 0; n < documents; n += batch)
        await collection.insertMany(Array.from({ length: batch }, (_, at) => account(n + at)));
    });
    figures['megabytesAfterInserts'] = memoryOf(served);
    await client.close();
    await timed('stop', () => served.kill('SIGTERM'));

    served = await timed('open', () => serveStore(dataDir));
    figures['megabytesAtRest'] = memoryOf(served);
    client = await new mongoose.mongo.MongoClient(served.uri).connect();
    collection = client.db('test').collection('many');
    expect(await timed('count', () => collection.countDocuments())).toBe(documents);
    const identifier = `p.${documents - 1}`;
    expect(await timed('findByIndex', () => collection.findOne({ identifier }))).toMatchObject({
      n: documents - 1,
    });
    const scanned = timed('scan', () => collection.countDocuments({ 'person.sn': 'Absent' }));
    figures['longestPingMs'] = await longestPing(client, scanned);
    expect(await scanned).toBe(0);
    let read = 0;
    await timed('readAll', async () => {
      for await (const each of collection.find({}, { projection: { n: 1 } }))
        read += Number(typeof each['n'] === 'number');
    });
    expect(read).toBe(documents);
    figures['unmappedMegabytesAfterScan'] = memoryOf(served);
    expect(figures['unmappedMegabytesAfterScan']).toBeLessThan(400);
    figures['fileMegabytes'] = Math.round(statSync(join(dataDir, 'store/data/data.mdb')).size / 1e6);
    await client.close();

    await served.kill();
    served = await timed('openAfterKill', () => serveStore(dataDir));
    reportFault('many documents', figures);
    await served.kill('SIGTERM');
  });
});

function account(n: number) {
  return {
    n,
    identifier: `p.${n}`,
    state: 'ACTIF',
    person: { sn: `Exemple ${n % 5000}`, givenName: 'Noé', schools: ['0750001A'], childIds: [] },
    filler: 'x'.repeat(300),
  };
}

/** Memory of the process that pages of the data file do not count in: the kernel takes those back when it needs them. */
function memoryOf({ child }: ServedStore): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1000);
}

/** The longest answer to a ping while `work` goes on, in milliseconds. */
async function longestPing(client: mongoose.mongo.MongoClient, work: Promise<unknown>): Promise<number> {
  let ended = false;
  void work.then(() => (ended = true));
  let longest = 0;
  while (!ended) {
    const begun = performance.now();
    await client.db('test').command({ ping: 1 });
    longest = Math.max(longest, performance.now() - begun);
  }
  return Math.round(longest);
}
