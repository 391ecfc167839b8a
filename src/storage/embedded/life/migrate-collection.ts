import mongoose, { type mongo } from 'mongoose';
import { createHash } from 'node:crypto';
import { OperatorError } from '../../../operator-error.js';
import { documentsInOrder, type ReadDocument } from './documents-in-order.js';
import type { ExpiresWithin } from './expiry.js';
import { showId } from './fault.js';
import { mergeWalk, type Pair } from './merge-walk.js';

/** A collection on both sides. */
export interface CollectionPair {
  source: mongo.Collection;
  target: mongo.Collection;
  indexes: readonly mongo.IndexDescriptionInfo[];
  expiresWithin: ExpiresWithin;
}

/** What both sides hold, after they were compared. */
export interface Migrated {
  name: string;
  documents: number;
  /** SHA-256 of the BSON of all documents in the order of `_id`, in hexadecimal. */
  sha256: string;
  indexes: number;
}

/** One write carries at most so many documents, or so many bytes: a server takes 48 MB. */
const mostDocuments = 1000;
const mostBytes = 8_000_000;

/** How far the clock of a server may be ahead of ours, in milliseconds. */
const clockDifference = 300_000;

/** The target may hold what an interrupted migration copied, nothing else. @throws OperatorError. */
export async function refuseOtherData(pair: CollectionPair): Promise<void> {
  for await (const met of walk(pair, 'target')) refuseUnlessOurs(pair, met);
}

/** Copies what the target has not got yet. @throws OperatorError when it holds something else. */
export async function copyMissing(pair: CollectionPair, progress: (copied: number) => void): Promise<void> {
  let batch: ReadDocument[] = [];
  let bytes = 0;
  let copied = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insert(pair, batch);
    copied += batch.length;
    progress(copied);
    batch = [];
    bytes = 0;
  };
  for await (const met of walk(pair, 'both')) {
    refuseUnlessOurs(pair, met);
    if (met.kind !== 'missing' || pair.expiresWithin(met.source.document, 0)) continue;
    batch.push(met.source);
    bytes += met.source.bytes.length;
    if (batch.length >= mostDocuments || bytes >= mostBytes) await flush();
  }
  await flush();
}

/** Compares both sides. @throws OperatorError naming the first document that is not the same on both. */
export async function compareCollections(pair: CollectionPair): Promise<Migrated> {
  const hashes = { source: createHash('sha256'), target: createHash('sha256') };
  let documents = 0;
  for await (const met of walk(pair, 'both')) {
    if (met.kind === 'missing' && !mayBeGone(pair, met.source)) {
      throw unequal(pair, met.source, 'was not copied');
    }
    refuseUnlessOurs(pair, met);
    if (met.kind !== 'equal') continue;
    documents += 1;
    hashes.source.update(met.source.bytes);
    hashes.target.update(met.target.bytes);
  }
  const sha256 = hashes.target.digest('hex');
  const { collectionName: name } = pair.source;
  if (hashes.source.digest('hex') !== sha256) throw new OperatorError(`${name}: the checksums differ.`);
  return { name, documents, sha256, indexes: pair.indexes.length };
}

function walk({ source, target }: CollectionPair, to: 'both' | 'target'): AsyncGenerator<Pair> {
  return mergeWalk(documentsInOrder(source), documentsInOrder(target), to);
}

function refuseUnlessOurs(pair: CollectionPair, met: Pair): void {
  if (met.kind === 'extra' && !mayBeGone(pair, met.target)) {
    throw unequal(pair, met.target, 'is in the target alone');
  }
  if (met.kind === 'different') throw unequal(pair, met.target, 'is not the same in the target');
}

/** A server may have removed the document on its side because it has expired. */
function mayBeGone({ expiresWithin }: CollectionPair, { document }: ReadDocument): boolean {
  return expiresWithin(document, clockDifference);
}

function unequal(
  { source, target }: CollectionPair,
  { document }: ReadDocument,
  what: string,
): OperatorError {
  return new OperatorError(
    `${source.collectionName}: document ${showId(document['_id'])} ${what}. The database ${target.dbName} holds other data, ` +
      'or the source has changed since an interrupted migration: name an empty database, or drop this one and migrate again.',
  );
}

async function insert({ target }: CollectionPair, batch: readonly ReadDocument[]): Promise<void> {
  try {
    await target.insertMany(
      batch.map(({ document }) => document),
      { ordered: true, writeConcern: { w: 'majority' } },
    );
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError) || error.code !== 11000) throw error;
    const [failed] = [error.writeErrors].flat();
    const id = showId(batch[failed?.index ?? 0]?.document['_id']);
    throw new OperatorError(
      `${target.collectionName}: the target refuses document ${id}, because another one has a value that an index keeps unique.`,
    );
  }
}
