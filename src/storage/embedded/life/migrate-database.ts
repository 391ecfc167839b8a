import mongoose, { type mongo } from 'mongoose';
import type { Clock } from '../../../clock.js';
import { OperatorError } from '../../../operator-error.js';
import { expiryOf } from './expiry.js';
import {
  compareCollections,
  copyMissing,
  refuseOtherData,
  type CollectionPair,
  type Migrated,
} from './migrate-collection.js';

/** Both databases; `clock` says what has expired. */
export interface Sides {
  source: mongo.Db;
  target: mongo.Db;
  clock: Clock;
}

type Progress = (line: string) => void;

/**
 * Copies a database into an empty one, in the order of `_id`, then makes its indexes and compares both. Run again after an
 * interruption it goes on where it was.
 * @throws OperatorError when the target holds other data, or both are not the same at the end.
 */
export async function migrateDatabase(
  { source, target, clock }: Sides,
  progress: Progress,
): Promise<Migrated[]> {
  const names = await collectionNames(source);
  await refuseOtherCollections(target, names);
  const pairs = await Promise.all(names.map((name) => openPair({ source, target, clock }, name)));
  for (const pair of pairs) await refuseOtherData(pair);
  for (const pair of pairs) {
    const name = pair.source.collectionName;
    await copyMissing(pair, (copied) => progress(`${name}: ${copied} documents copied`));
    await makeIndexes(pair);
  }
  const migrated: Migrated[] = [];
  for (const pair of pairs) {
    migrated.push(await compareCollections(pair));
    await compareIndexes(pair);
  }
  return migrated;
}

async function openPair({ source, target, clock }: Sides, name: string): Promise<CollectionPair> {
  const indexes = await source.collection(name).indexes();
  return {
    source: source.collection(name),
    target: target.collection(name),
    indexes,
    expiresWithin: expiryOf(indexes, clock),
  };
}

async function collectionNames(database: mongo.Db): Promise<string[]> {
  const collections = await database.listCollections().toArray();
  return collections
    .filter(({ name, type }) => type !== 'view' && !name.startsWith('system.'))
    .map(({ name }) => name)
    .sort();
}

async function refuseOtherCollections(target: mongo.Db, ours: readonly string[]): Promise<void> {
  for (const name of await collectionNames(target)) {
    if (ours.includes(name) || (await target.collection(name).findOne()) === null) continue;
    throw new OperatorError(
      `The database ${target.databaseName} holds other data (collection ${name}): name an empty database.`,
    );
  }
}

async function makeIndexes({ target, indexes }: CollectionPair): Promise<void> {
  const specs = indexes.filter(({ name }) => name !== '_id_').map(indexSpec);
  try {
    if (specs.length > 0) await target.createIndexes(specs);
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError)) throw error;
    throw new OperatorError(`${target.collectionName}: the target refuses an index: ${error.message}.`, {
      cause: error,
    });
  }
}

async function compareIndexes({ source, target, indexes }: CollectionPair): Promise<void> {
  const [here, there] = [indexes, await target.indexes()].map((each) =>
    each
      .map((index) => JSON.stringify(indexSpec(index)))
      .sort()
      .join(),
  );
  if (here !== there)
    throw new OperatorError(`${source.collectionName}: the indexes differ: ${here} and ${there}.`);
}

/** An index without what a server adds to its description: version, namespace, and `background`, which has no effect. */
function indexSpec(index: mongo.IndexDescriptionInfo): mongo.IndexDescription {
  const { key, name, unique, sparse, partialFilterExpression, expireAfterSeconds } = index;
  return {
    key,
    ...(name !== undefined && { name }),
    ...(unique && { unique }),
    ...(sparse && { sparse }),
    ...(partialFilterExpression && { partialFilterExpression }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds: Number(expireAfterSeconds) }),
  };
}
