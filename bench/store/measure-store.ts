import { join } from 'node:path';
import { startSecondServer } from '../../test/support/second-server.js';
import { storeHeader, storeLine, largeLine } from '../print-store.js';
import type { StoreRate, StoreResult } from '../results.js';
import { measureLarge } from './measure-large.js';
import { measureRates, type Measured } from './measure-rates.js';
import { StoreProcess } from './store-process.js';

/** The embedded store and the second server of the tests, one after the other; then a large embedded store. */
export async function measureStore(folder: string, seconds: number): Promise<StoreResult> {
  console.log(`\n${storeHeader}`);
  const tell = (rate: StoreRate): void => console.log(storeLine(rate));
  const rates: StoreRate[] = [];
  const measure = async (measured: Measured): Promise<void> => {
    rates.push(...(await measureRates(measured, tell)));
  };
  const embedded = await StoreProcess.start(join(folder, 'store'));
  try {
    await measure({ store: 'embedded', uri: embedded.uri, pid: embedded.pid, seconds });
  } finally {
    await embedded.stop();
  }
  const second = await startSecondServer();
  try {
    await measure({ store: second.name, uri: second.uri, seconds });
  } finally {
    await second.stop();
  }
  const large = await measureLarge(join(folder, 'large-store'));
  console.log(largeLine(large));
  return { rates, large };
}
