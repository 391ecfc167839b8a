import { keySpace } from './key-space.js';
import type { OrderedStore, ReadableStore } from './ordered-store.js';

/** Rewrites the entries of one format as those of the next; within a transaction. */
export type Upgrade = (store: OrderedStore) => void;

/** The version of the key layout that a program writes, and how it brings older ones there. */
export interface Formats {
  current: number;
  /** By the version that each starts from; it ends one higher. */
  upgrades: ReadonlyMap<number, Upgrade>;
}

/**
 * Format 1 had no checksums. A change of the layout of keys or values adds one to `current` and its upgrade to the table.
 */
export const storeFormats: Formats = {
  current: 2,
  upgrades: new Map([[1, (store: OrderedStore) => store.addChecksums()]]),
};

/** The store was written by another version of the gateway. */
export class FormatError extends Error {}

const formatKey = Buffer.of(keySpace.format);

/** The format of what `store` holds; undefined for an empty one. */
export function readFormat(store: ReadableStore): number | undefined {
  return store.get(formatKey)?.[0];
}

/**
 * Brings the store to the present format in one transaction: interrupted, it has its old format still.
 * @throws FormatError when its format is newer than this program, or so old that no upgrade is known.
 */
export function upgradeFormat(store: OrderedStore, formats: Formats = storeFormats): void {
  const written = readFormat(store);
  if (written === formats.current) return;
  const steps = written === undefined ? [] : stepsFrom(written, formats);
  store.transaction(() => {
    for (const step of steps) step(store);
    store.put(formatKey, Buffer.of(formats.current));
  });
}

function stepsFrom(written: number, { current, upgrades }: Formats): Upgrade[] {
  const ours = `this version of the gateway reads format ${current}`;
  if (written > current) {
    throw new FormatError(
      `the store has format ${written}, ${ours}: start the newer version that wrote it, or restore a backup made before`,
    );
  }
  return Array.from({ length: current - written }, (_, index) => {
    const upgrade = upgrades.get(written + index);
    if (upgrade) return upgrade;
    throw new FormatError(
      `the store has format ${written}, ${ours} and upgrades from no version that old: start a version in between first`,
    );
  });
}
