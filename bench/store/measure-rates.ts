import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { measureMicro } from '../measure-micro.js';
import { cpuMilliseconds } from '../process-usage.js';
import type { StoreRate } from '../results.js';
import { fillAccounts, idOf, type Account } from './fill-accounts.js';

const clients = 32;
const accounts = 10_000;

type Work = (collection: mongoose.mongo.Collection<Account>, turn: number) => Promise<unknown>;

/** What the gateway asks of its store: each write is acknowledged once it is on the disk. */
const operations: Record<string, Work> = {
  insertOne: (collection) =>
    collection.insertOne({ _id: newId(), issuer: 'https://portal.example', expires: new Date() }),
  'findOne by _id': (collection, turn) => collection.findOne({ _id: idOf(turn, accounts) }),
  'findOne by a unique index': (collection, turn) =>
    collection.findOne({ identifier: `user${turn % accounts}` }),
  'findOneAndUpdate by _id': (collection, turn) =>
    collection.findOneAndUpdate({ _id: idOf(turn, accounts) }, { $inc: { version: 1 } }),
  'session read and replay insert': async (collection, turn) => {
    await collection.findOne({ _id: idOf(turn, accounts) });
    await collection.insertOne({ _id: newId(), expires: new Date() });
  },
};

/** A server to measure; with `pid`, its CPU too. */
export interface Measured {
  store: string;
  uri: string;
  seconds: number;
  pid?: number;
}

/** Measures each operation at 32 clients on 10 000 accounts, in a database of its own. */
export async function measureRates(
  { store, uri, seconds, pid }: Measured,
  tell: (rate: StoreRate) => void,
): Promise<StoreRate[]> {
  const client = await new mongoose.mongo.MongoClient(uri, { maxPoolSize: clients }).connect();
  const db = client.db(`gateway-bench-${randomBytes(4).toString('hex')}`);
  const rates: StoreRate[] = [];
  try {
    const collection = db.collection<Account>('accounts');
    await fillAccounts(collection, accounts);
    for (const [name, work] of Object.entries(operations)) {
      let turn = 0;
      const cpuBefore = pid === undefined ? 0 : cpuMilliseconds(pid);
      const result = await measureMicro({ name, concurrency: clients, seconds }, async () => {
        await work(collection, turn++);
      });
      const serverCpuMs = pid === undefined ? undefined : (cpuMilliseconds(pid) - cpuBefore) / turn;
      const rate = { ...result, store, ...(serverCpuMs === undefined ? {} : { serverCpuMs }) };
      tell(rate);
      rates.push(rate);
    }
  } finally {
    await db.dropDatabase();
    await client.close();
  }
  return rates;
}

function newId(): string {
  return randomBytes(16).toString('hex');
}
