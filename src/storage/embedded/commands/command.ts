import { Binary } from 'bson';
import { isDocument, toNumber, type Document } from '../bson/codec.js';
import { CommandError } from '../command-error.js';
import type { Collection } from '../engine/collection.js';
import type { Engine } from '../engine/engine.js';
import type { Steps } from '../query/scan.js';

/** One call of a command. */
export interface Call {
  engine: Engine;
  database: string;
  body: Document;
  sequence?: { name: string; documents: Buffer[] };
}

/** A command of the store: what it is called, which fields it takes, and what it does. */
export interface Command {
  name: string;
  /** True when it runs in the write transaction. */
  writes: boolean;
  fields: readonly string[];
  /** Answers at once, or with pauses in which other commands run; a write does not pause. */
  run(call: Call): Document | Steps<Document>;
}

/** The namespace that the command's first field names. @throws CommandError InvalidNamespace. */
export function namespaceOf({ body, database }: Call, name: string): string {
  const collection = body[name];
  if (typeof collection !== 'string' || collection === '') {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified for ${name}`);
  }
  return `${database}.${collection}`;
}

/** The collection a command names, if it exists. */
export function collectionOf(call: Call, name: string): Collection | undefined {
  return call.engine.catalog.find(namespaceOf(call, name));
}

/** A field that must be a document; `{}` when absent. @throws CommandError TypeMismatch. */
export function documentField(body: Document, name: string): Document {
  const value = body[name];
  if (value === undefined || value === null) return {};
  if (!isDocument(value))
    throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'object'`);
  return value;
}

/** A field that must be a whole number of 0 or more; 0 when absent. @throws CommandError. */
export function countField(body: Document, name: string): number {
  const value = body[name];
  if (value === undefined || value === null) return 0;
  const number = toNumber(value);
  if (number === undefined)
    throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected a number`);
  if (!Number.isInteger(number) || number < 0)
    throw new CommandError('BadValue', `${name} value must be a non-negative whole number`);
  return number;
}

/** A yes or no, also as a number; no when absent. */
export function flagField(body: Document, name: string): boolean {
  const value = body[name];
  return typeof value === 'boolean' ? value : Boolean(toNumber(value));
}

const foreignOptions = [
  'collation',
  'arrayFilters',
  'let',
  'tailable',
  'awaitData',
  'returnKey',
  'showRecordId',
  'min',
  'max',
  'encryptionInformation',
  'txnNumber',
  'startTransaction',
  'autocommit',
  'bypassDocumentValidation',
  'validator',
  'capped',
  'timeseries',
];

/** Refuses an option that the store does not have, by name. @throws CommandError CommandNotSupported, Location40415. */
export function refuseUnknown(owner: string, given: Document, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name) || isHarmless(name, given[name])) continue;
    if (foreignOptions.includes(name)) {
      throw new CommandError(
        'CommandNotSupported',
        `The option '${name}' of ${owner} is not supported by the embedded store`,
      );
    }
    throw new CommandError('Location40415', `BSON field '${owner}.${name}' is an unknown field.`);
  }
}

function isHarmless(name: string, value: unknown): boolean {
  if (name === 'collation') return isDocument(value) && value['locale'] === 'simple';
  if (name === 'arrayFilters') return Array.isArray(value) && value.length === 0;
  return value === false && foreignOptions.includes(name);
}

/** Which session a command belongs to; the empty text when none. */
export function sessionOf(lsid: unknown): string {
  const id = isDocument(lsid) ? lsid['id'] : undefined;
  return id instanceof Binary ? id.toString('hex') : '';
}
