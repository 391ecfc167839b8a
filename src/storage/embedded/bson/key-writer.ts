import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, Long, ObjectId, Timestamp } from 'bson';
import { bsonTypeOf, toNumber, type Document } from './codec.js';

/** BSON's order between types (MongoDB manual, "Comparison/Sort Order"), as the first byte of an encoded value. */
export const rank = {
  minKey: 0x01,
  /** An empty array, and BSON's undefined: before null. */
  undefined: 0x08,
  null: 0x10,
  number: 0x20,
  string: 0x30,
  object: 0x40,
  array: 0x50,
  binary: 0x60,
  objectId: 0x70,
  boolean: 0x80,
  date: 0x90,
  timestamp: 0xa0,
  regex: 0xb0,
  code: 0xc0,
  maxKey: 0xff,
} as const;

/** Stands in an index key for an empty array, which MongoDB indexes as undefined. */
export const emptyArray = Symbol('[]');

const ranksOfBsonTypes: Record<string, number> = {
  Int32: rank.number,
  Double: rank.number,
  Long: rank.number,
  Decimal128: rank.number,
  ObjectId: rank.objectId,
  Binary: rank.binary,
  Timestamp: rank.timestamp,
  BSONRegExp: rank.regex,
  BSONSymbol: rank.string,
  Code: rank.code,
  DBRef: rank.object,
  MinKey: rank.minKey,
  MaxKey: rank.maxKey,
};

/** The rank of `value` in BSON's order between types. */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return rank.string;
    case 'number':
      return rank.number;
    case 'boolean':
      return rank.boolean;
    case 'undefined':
      return rank.null;
    case 'symbol':
      return rank.undefined;
  }
  if (value === null) return rank.null;
  const type = bsonTypeOf(value);
  if (type !== undefined) return ranksOfBsonTypes[type] ?? rank.object;
  if (Array.isArray(value)) return rank.array;
  if (value instanceof Date) return rank.date;
  return value instanceof RegExp ? rank.regex : rank.object;
}

/**
 * Writes values as bytes whose order is BSON's order: any two encodings compare as their values do, none is the
 * beginning of another, and so they can follow one another in a compound key.
 */
export class KeyWriter {
  private bytes = Buffer.allocUnsafe(512);
  private length = 0;

  /** Starts a new key. */
  reset(): this {
    this.length = 0;
    return this;
  }

  byte(value: number): this {
    this.reserve(1);
    this.bytes[this.length++] = value;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  uint32(value: number): this {
    this.reserve(4);
    this.length = this.bytes.writeUInt32BE(value, this.length);
    return this;
  }

  /** One value; `descending` inverts its bytes, so that the greatest comes first. */
  value(value: unknown, descending = false): this {
    const start = this.length;
    this.encoded(value);
    if (descending) for (let at = start; at < this.length; at++) this.bytes[at] = ~(this.bytes[at] as number);
    return this;
  }

  /** A copy of what was written. */
  finish(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  /** Like finish; longer than `limit`, the end is replaced by its SHA-256, so that equality still holds. */
  finishWithin(limit: number): Buffer {
    if (this.length <= limit) return this.finish();
    const digest = createHash('sha256').update(this.bytes.subarray(0, this.length)).digest();
    return Buffer.concat([this.bytes.subarray(0, limit - digest.length), digest]);
  }

  private encoded(value: unknown): void {
    const type = rankOf(value);
    this.byte(type);
    switch (type) {
      case rank.string:
        return this.text(String(value));
      case rank.number:
        return this.number(value);
      case rank.boolean:
        return void this.byte(value ? 1 : 0);
      case rank.date:
        return this.int64(BigInt((value as Date).getTime()));
      case rank.objectId:
        return void this.raw((value as ObjectId).id);
      case rank.object:
        return this.object(value as Document);
      case rank.array:
        for (const item of value as unknown[]) this.encoded(item);
        return void this.byte(0);
      case rank.binary:
        return this.binary(value as Binary);
      case rank.timestamp:
        return void this.uint32((value as Timestamp).t).uint32((value as Timestamp).i);
      case rank.regex:
        return this.regex(value as BSONRegExp | RegExp);
      case rank.code:
        return this.text(String((value as { code: unknown }).code));
    }
  }

  private text(value: string): void {
    if (value.includes('\0')) {
      this.raw(Buffer.from(Buffer.from(value).toString('latin1').replaceAll('\0', '\0\xff'), 'latin1'));
    } else {
      this.reserve(value.length * 3);
      this.length += this.bytes.write(value, this.length);
    }
    this.byte(0).byte(0);
  }

  /**
   * The double's bits made sortable, then how far a 64-bit integer lies from that double (at most 512, since doubles
   * near 2^63 are 1024 apart). NaN comes before all numbers, and -0 equals 0.
   */
  private number(value: unknown): void {
    const double = toNumber(value) as number;
    this.reserve(10);
    const start = this.length;
    this.length = this.bytes.writeDoubleBE(double === 0 ? 0 : double, start);
    if (Number.isNaN(double)) this.bytes.fill(0, start, start + 8);
    else if ((this.bytes[start] as number) < 0x80) this.bytes[start] = (this.bytes[start] as number) | 0x80;
    else for (let at = start; at < start + 8; at++) this.bytes[at] = ~(this.bytes[at] as number);
    const exact = bsonTypeOf(value) === 'Long' && !Number.isSafeInteger(double);
    const rest = exact ? Number((value as Long).toBigInt() - BigInt(double)) : 0;
    this.length = this.bytes.writeUInt16BE(0x8000 + rest, this.length);
  }

  private int64(value: bigint): void {
    this.reserve(8);
    this.length = this.bytes.writeBigUInt64BE(BigInt.asUintN(64, value) ^ (1n << 63n), this.length);
  }

  private object(value: Document): void {
    for (const name of Object.keys(value)) {
      this.byte(rankOf(value[name])).text(name);
      this.encoded(value[name]);
    }
    this.byte(0);
  }

  private binary(value: Binary): void {
    this.uint32(value.position).byte(value.sub_type).raw(value.buffer.subarray(0, value.position));
  }

  private regex(value: BSONRegExp | RegExp): void {
    this.text(value instanceof RegExp ? value.source : value.pattern);
    this.text(value instanceof RegExp ? value.flags : value.options);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/** The least key above every key that begins with `prefix`. */
export function successor(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  for (let at = next.length - 1; at >= 0; at--) {
    if ((next[at] as number) < 0xff) {
      next[at] = (next[at] as number) + 1;
      return next.subarray(0, at + 1);
    }
  }
  return Buffer.alloc(prefix.length + 1, 0xff);
}
