import { generateKeyPairSync, sign } from 'node:crypto';
import { promisify } from 'node:util';
import bcrypt from 'bcrypt';
import { measureMicro } from './measure-micro.js';
import type { MicroResult } from './results.js';

const signInPool = promisify(sign);

/**
 * What nothing can go below on this machine, in this run: the two RSA-2048 signatures of a Response (an assertion's and a
 * message's, 3 kB and 6 kB), and one compare of bcrypt at `cost`.
 */
export async function measureFloor(cost: number, seconds: number): Promise<MicroResult[]> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const assertion = Buffer.alloc(3_000, 'a');
  const message = Buffer.alloc(6_000, 'b');
  const hash = await bcrypt.hash('a password of the bench', cost);
  const signatures = (concurrency: number): Promise<MicroResult> =>
    measureMicro({ name: 'two RSA-2048 signatures', concurrency, seconds }, async () => {
      await signInPool('sha256', assertion, privateKey);
      await signInPool('sha256', message, privateKey);
    });
  const compare = (concurrency: number, at: string, name: string): Promise<MicroResult> =>
    measureMicro({ name, concurrency, seconds }, async () => {
      await bcrypt.compare('a password of the bench', at);
    });
  const lowest = await bcrypt.hash('a password of the bench', lowestCost);
  return [
    await signatures(1),
    await signatures(8),
    await compare(1, hash, compareName(cost)),
    await compare(2, hash, compareName(cost)),
    await compare(2, lowest, compareName(lowestCost)),
  ];
}

/** The least cost bcrypt takes: 1 ms, so that what is above the compare is not lost in its noise. */
export const lowestCost = 4;

export function compareName(cost: number): string {
  return `one bcrypt compare, cost ${cost}`;
}
