import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { residentMegabytes } from '../process-usage.js';
import type { LargeStore } from '../results.js';
import { fillAccounts, type Account } from './fill-accounts.js';
import { StoreProcess } from './store-process.js';

const accounts = 100_000;
const idleMilliseconds = 3_000;

/** Fills a store with 100 000 accounts, kills it, opens it three times more and scans it. */
export async function measureLarge(dataDir: string): Promise<LargeStore> {
  const filled = await StoreProcess.start(dataDir);
  const begun = performance.now();
  try {
    const client = await new mongoose.mongo.MongoClient(filled.uri).connect();
    await fillAccounts(client.db('bench').collection<Account>('accounts'), accounts);
    await client.close();
  } finally {
    await filled.kill();
  }
  const fillMs = performance.now() - begun;
  const openAfterKillMs = await openOnce(dataDir);
  const openMs: number[] = [];
  while (openMs.length < 2) openMs.push(await openOnce(dataDir));
  const store = await StoreProcess.start(dataDir);
  try {
    openMs.push(store.readyMs);
    await wait(idleMilliseconds);
    const restRssMb = residentMegabytes(store.pid);
    return { accounts, fillMs, openMs, openAfterKillMs, restRssMb, ...(await store.scan()) };
  } finally {
    await store.stop();
  }
}

async function openOnce(dataDir: string): Promise<number> {
  const store = await StoreProcess.start(dataDir);
  await store.stop();
  return store.readyMs;
}
