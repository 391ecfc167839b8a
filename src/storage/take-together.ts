import { randomUUID } from 'node:crypto';
import type { Model } from 'mongoose';
import { together } from './together.js';

/** A wish to answer the request of a portal that a browser brought. */
export interface Taking {
  _id: string;
  browser: string;
  now: Date;
}

/**
 * Marks requests as answered, those of a turn of the event loop by one command; gives true to the first who asks. An update of
 * many says how many it changed, not which: unless it changed all, the marks are read again.
 */
export function takeTogether<D extends { _id: string }>(
  model: Model<D>,
): (taking: Taking) => Promise<boolean> {
  return together<Taking, boolean>(async (takings) => {
    const marked = takings.map((taking) => ({ ...taking, takenBy: randomUUID() }));
    const writes = marked.map(({ _id, takenBy, browser, now }) => ({
      updateOne: {
        filter: { _id: _id as never, browser, answered: false, until: { $gt: now } },
        update: { $set: { answered: true, takenBy } },
      },
    }));
    const { matchedCount } = await model.collection.bulkWrite(writes, { ordered: false });
    if (matchedCount === takings.length) return takings.map(() => true);
    const filter = { _id: { $in: takings.map(({ _id }) => _id as never) } };
    const found = await model.collection.find(filter, { projection: { takenBy: 1 } }).toArray();
    const taker = new Map(found.map(({ _id, takenBy }) => [String(_id), takenBy as unknown]));
    return marked.map(({ _id, takenBy }) => taker.get(_id) === takenBy);
  });
}
