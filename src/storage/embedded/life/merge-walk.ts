import type { ReadDocument } from './documents-in-order.js';

/** What two collections hold under one `_id`. */
export type Pair =
  | { kind: 'missing'; source: ReadDocument }
  | { kind: 'extra'; target: ReadDocument }
  | { kind: 'equal' | 'different'; source: ReadDocument; target: ReadDocument };

/**
 * Walks two collections in the order of `_id` side by side. Documents are equal when their BSON is, byte for byte.
 * `to` says where it ends: where both have ended, or where the target has.
 */
export async function* mergeWalk(
  sources: AsyncIterator<ReadDocument>,
  targets: AsyncIterator<ReadDocument>,
  to: 'both' | 'target',
): AsyncGenerator<Pair> {
  let source = await next(sources);
  let target = await next(targets);
  while (target || (to === 'both' && source)) {
    const order = source && target ? Buffer.compare(source.key, target.key) : source ? -1 : 1;
    if (order < 0 && source) yield { kind: 'missing', source };
    else if (order > 0 && target) yield { kind: 'extra', target };
    else if (source && target) {
      yield { kind: source.bytes.equals(target.bytes) ? 'equal' : 'different', source, target };
    }
    if (order <= 0) source = await next(sources);
    if (order >= 0) target = await next(targets);
  }
}

async function next(documents: AsyncIterator<ReadDocument>): Promise<ReadDocument | undefined> {
  const result = await documents.next();
  return result.done ? undefined : result.value;
}
