import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { randomBytes } from 'node:crypto';
import type { Setup } from './client/plan.js';
import { freePort, GatewayProcess } from './gateway-process.js';
import { LoadClientProcess } from './load-client.js';
import { prepareGateway } from './prepare-gateway.js';

/** What is asked of a gateway of the bench. */
export interface GatewayWish {
  folder: string;
  cost: number;
  mongodbUri?: string;
  /** More settings. */
  settings?: Record<string, string>;
}

/** A gateway of the bench, not yet started, and what surrounds it. */
export interface Place {
  gateway: GatewayProcess;
  /** Adds portals and accounts; with `bystanders`, 1 000 accounts in all. */
  prepare(bystanders: boolean): Promise<Setup>;
  /** A load client with its sessions open; stopped with the gateway. */
  loadClient(setup: Setup): Promise<LoadClientProcess>;
}

/** From `dist-bench/bench/` to the root of the project. */
export const project = fileURLToPath(new URL('../../', import.meta.url));

/** Makes a gateway with a store of its own, lends it to `use`, and takes everything down whatever happens. */
export async function withGateway<T>(wish: GatewayWish, use: (place: Place) => Promise<T>): Promise<T> {
  const { folder, cost, settings = {} } = wish;
  await mkdir(folder, { recursive: true });
  const mongodbUri = wish.mongodbUri === undefined ? undefined : ownDatabase(wish.mongodbUri);
  const place = { project, folder, port: await freePort(), bcryptCost: cost, settings };
  const gateway = new GatewayProcess(mongodbUri === undefined ? place : { ...place, mongodbUri });
  const clients: LoadClientProcess[] = [];
  try {
    return await use({
      gateway,
      prepare: (bystanders) => prepareGateway(gateway, folder, bystanders),
      loadClient: async (setup) => {
        const client = new LoadClientProcess();
        clients.push(client);
        await client.prepare(setup);
        return client;
      },
    });
  } finally {
    clients.forEach((client) => client.stop());
    await gateway.stop();
    if (mongodbUri !== undefined) await dropDatabase(mongodbUri);
  }
}

/** The same server, another database: nothing that is there is touched. */
function ownDatabase(uri: string): string {
  const [, server = '', query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  return `${server}/gateway-bench-${randomBytes(4).toString('hex')}${query}`;
}

async function dropDatabase(uri: string): Promise<void> {
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  await client.db().dropDatabase();
  await client.close();
}
