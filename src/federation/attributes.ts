import type { CatalogueAttribute } from './catalogue-attribute.js';
import { eduConnectAttributes } from './educonnect-attributes.js';
import { standardAttributes } from './standard-attributes.js';

/** Every attribute there is, in the order of sending. */
export const attributeCatalogue: readonly CatalogueAttribute[] = [
  ...eduConnectAttributes,
  ...standardAttributes,
];

const byName = new Map<string, CatalogueAttribute>();
for (const entry of attributeCatalogue) {
  byName.set(entry.name.toLowerCase(), entry);
  if (entry.oid !== undefined) byName.set(`urn:oid:${entry.oid}`, entry);
}

/** The attribute of that name (without case) or `urn:oid:` name; undefined when the catalogue has none. */
export function findAttribute(name: string): CatalogueAttribute | undefined {
  return byName.get(name.trim().toLowerCase());
}
