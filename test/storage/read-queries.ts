/** A document or a part of one, as the driver sends it. */
export type Document = Record<string, unknown>;

/** What one operation of a store asks the server to find. */
export interface Asked {
  collection: string;
  filter: Document;
  sort?: Document;
}

/** The queries that a command of the driver holds. */
export function readQueries(command: Document): Asked[] {
  const at = (collection: unknown, filter: unknown, sort?: unknown): Asked => ({
    collection: String(collection),
    filter: (filter ?? {}) as Document,
    ...(sort === undefined
      ? {}
      : { sort: sort instanceof Map ? Object.fromEntries(sort) : (sort as Document) }),
  });
  if (command['find'] !== undefined) return [at(command['find'], command['filter'], command['sort'])];
  if (command['findAndModify'] !== undefined) return [at(command['findAndModify'], command['query'])];
  const statements = (command['updates'] ?? command['deletes'] ?? []) as { q: Document }[];
  return statements.map(({ q }) => at(command['update'] ?? command['delete'], q));
}
