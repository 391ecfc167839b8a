import { EJSON } from 'bson';
import { rank } from '../bson/key-writer.js';

/** Something in a store that does not fit the rest. */
export interface Fault {
  /** The collection, as `database.name`; undefined when the fault is in no collection. */
  collection?: string;
  /** The `_id` of the document, as EJSON. */
  id?: string;
  what: string;
}

export type Report = (fault: Fault) => void;

/** One line for the operator: of what people said it names the `_id` alone. */
export function describeFault({ collection, id, what }: Fault): string {
  const place = [collection, id === undefined ? undefined : `document ${id}`].filter(
    (part) => part !== undefined,
  );
  return [...place, what].join(': ');
}

/** An `_id` for a fault. */
export function showId(id: unknown): string {
  return EJSON.stringify(id);
}

/** The `_id` in the key of a document, where there is no document to ask: texts and ObjectIds are read, others are hexadecimal. */
export function showIdKey(idKey: Buffer): string {
  if (idKey[0] === rank.string && idKey.subarray(-2).equals(Buffer.of(0, 0))) {
    return showId(idKey.toString('utf8', 1, idKey.length - 2));
  }
  const hex = idKey.toString('hex');
  return idKey[0] === rank.objectId ? showId({ $oid: hex.slice(2) }) : `with key ${hex}`;
}
