import { serialize } from 'bson';
import { isDocument, type Document } from '../bson/codec.js';
import { RawBson } from '../bson/raw-bson.js';

const typeDocument = 0x03;
const typeArray = 0x04;

/** The buffer of one large reply is not kept for the next, in bytes. */
const mostKept = 1024 * 1024;

/** Writes a reply, with stored documents in it as raw BSON, into one buffer behind room for the message header. */
export class ReplyWriter {
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private length = 0;

  /** The message: `headerLength` bytes for the caller to fill, then the document. */
  write(reply: Document, headerLength: number): Buffer {
    this.length = headerLength;
    this.document(reply);
    const message = Buffer.from(this.bytes.subarray(0, this.length));
    if (this.bytes.length > mostKept) this.bytes = Buffer.allocUnsafe(64 * 1024);
    return message;
  }

  private document(value: Document | unknown[]): void {
    const start = this.length;
    this.reserve(4);
    this.length += 4;
    for (const name of Object.keys(value)) this.element(name, (value as Document)[name]);
    this.byte(0);
    this.bytes.writeInt32LE(this.length - start, start);
  }

  private element(name: string, value: unknown): void {
    if (value === undefined) return;
    if (value instanceof RawBson) {
      this.head(typeDocument, name);
      this.raw(value.bytes);
    } else if (Array.isArray(value)) {
      this.head(typeArray, name);
      this.document(value);
    } else if (isDocument(value)) {
      this.head(typeDocument, name);
      this.document(value);
    } else {
      this.scalar(name, value);
    }
  }

  /** The bson package writes the value; its document of one field begins with 4 bytes of length and ends with a zero. */
  private scalar(name: string, value: unknown): void {
    const single = serialize({ [name]: value });
    this.raw(single.subarray(4, single.length - 1));
  }

  private head(type: number, name: string): void {
    this.byte(type);
    this.reserve(name.length * 3 + 1);
    this.length += this.bytes.write(name, this.length);
    this.byte(0);
  }

  private raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  private byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
