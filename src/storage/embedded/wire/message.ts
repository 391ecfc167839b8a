import { decode, type Document } from '../bson/codec.js';
import { ReplyWriter } from './reply-writer.js';

/** Operation codes (MongoDB manual, "MongoDB Wire Protocol"). */
const opcodes = { reply: 1, query: 2004, message: 2013 } as const;

const headerLength = 16;
const moreToCome = 0x02;
const checksumPresent = 0x01;
const knownRequiredFlags = checksumPresent | moreToCome;

/** The largest message accepted, in bytes, as `hello` says. */
export const maxMessageSize = 48_000_000;

/** A command as it came: its body, and the documents of a sequence section (`documents`, `updates`...) as raw BSON. */
export interface Request {
  id: number;
  opcode: number;
  body: Document;
  /** The name of the sequence section and its documents. */
  sequence?: { name: string; documents: Buffer[] };
  /** False when the client does not wait for an answer (w: 0). */
  wantsReply: boolean;
}

/** A client that does not speak the protocol: its connection is closed. */
export class ProtocolError extends Error {}

/** How long the message at the start of `bytes` is; undefined while its first 4 bytes have not come. */
export function messageLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined;
  const length = bytes.readInt32LE(0);
  if (length < headerLength || length > maxMessageSize) throw new ProtocolError(`message of ${length} bytes`);
  return length;
}

/** Reads one whole message. @throws ProtocolError, or BSONError for a body that is not BSON. */
export function readRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === opcodes.query) return { id, opcode, body: readQuery(message), wantsReply: true };
  if (opcode !== opcodes.message) throw new ProtocolError(`operation code ${opcode}`);
  return readMessage(message, id);
}

/** OP_QUERY serves the first `hello` of a driver only: flags, collection name, skip, return, then the document. */
function readQuery(message: Buffer): Document {
  const nameEnd = message.indexOf(0, headerLength + 4);
  const start = nameEnd + 1 + 8;
  if (nameEnd < 0 || start + 4 > message.length) throw new ProtocolError('OP_QUERY too short');
  return decode(documentAt(message, start));
}

function readMessage(message: Buffer, id: number): Request {
  const flags = message.readUInt32LE(headerLength);
  if ((flags & 0xffff & ~knownRequiredFlags) !== 0) throw new ProtocolError(`flags ${flags}`);
  const end = message.length - (flags & checksumPresent ? 4 : 0);
  const request: Request = { id, opcode: opcodes.message, body: {}, wantsReply: (flags & moreToCome) === 0 };
  for (let at = headerLength + 4; at < end;) {
    const kind = message[at];
    if (kind === 0) {
      const bytes = documentAt(message, at + 1);
      request.body = decode(bytes);
      at += 1 + bytes.length;
    } else if (kind === 1) {
      const size = message.readInt32LE(at + 1);
      if (size < 5 || at + 1 + size > end) throw new ProtocolError('section beyond the message');
      request.sequence = readSequence(message.subarray(at + 5, at + 1 + size));
      at += 1 + size;
    } else {
      throw new ProtocolError(`section of kind ${kind}`);
    }
  }
  return request;
}

function readSequence(section: Buffer): { name: string; documents: Buffer[] } {
  const nameEnd = section.indexOf(0);
  const documents: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const bytes = documentAt(section, at);
    documents.push(bytes);
    at += bytes.length;
  }
  return { name: section.toString('utf8', 0, nameEnd), documents };
}

function documentAt(bytes: Buffer, at: number): Buffer {
  const length = bytes.readInt32LE(at);
  if (length < 5 || at + length > bytes.length) throw new ProtocolError('document beyond its section');
  return bytes.subarray(at, at + length);
}

const writer = new ReplyWriter();

/** The answer to `request` as one message: OP_MSG, or OP_REPLY to an OP_QUERY. */
export function writeReply(request: Request, reply: Document): Buffer {
  const legacy = request.opcode === opcodes.query;
  const message = writer.write(reply, headerLength + (legacy ? 20 : 5));
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(0, 4);
  message.writeInt32LE(request.id, 8);
  message.writeInt32LE(legacy ? opcodes.reply : opcodes.message, 12);
  message.fill(0, headerLength, headerLength + (legacy ? 20 : 5));
  if (legacy) message.writeInt32LE(1, headerLength + 16);
  return message;
}
