import type { Connection } from 'mongoose';

/**
 * Makes the indexes that the schemas declare, one command per collection; when they exist the server answers at once.
 * `autoIndex` is off, so that a process never begins to serve on a half-made index.
 */
export async function ensureIndexes(connection: Connection): Promise<void> {
  await Promise.all(
    Object.values(connection.models).map(async (model) => {
      const indexes = model.schema.indexes().map(([key, options]) => ({
        key: key as Record<string, 1 | -1>,
        ...withoutMongooseOptions(options),
      }));
      if (indexes.length > 0) await model.collection.createIndexes(indexes);
    }),
  );
}

/** `background` is Mongoose's own; servers since MongoDB 4.2 ignore it and others refuse it. */
function withoutMongooseOptions(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'background'));
}
