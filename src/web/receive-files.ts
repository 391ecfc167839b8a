import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BusboyHeaders, BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import { GatewayError } from '../errors.js';
import type { Form } from './read-form.js';

export interface FileLimits {
  files: number;
  /** Octets of all files together. */
  octets: number;
}

export interface ReceivedFile {
  /** As the browser gave it, its last part: for people, never a path. */
  name: string;
  size: number;
}

/** Why files were not taken though the form is ours. */
export type FilesFault = 'too-large' | 'too-many' | 'cut-short' | 'disk-full';

/** Files that were not taken; what came of them is in the folder still. */
export class FilesRefused extends Error {
  constructor(
    readonly fault: FilesFault,
    options?: ErrorOptions,
  ) {
    super(`files refused: ${fault}`, options);
  }
}

/** Fields come before the files, as in our form; none of them is long. */
const fieldLimits = { fields: 10, fieldSize: 1_000, fieldNameSize: 50, headerPairs: 20, headerSize: 8_192 };

/**
 * Takes the files of a multipart form (RFC 7578) to disk while they come, under the names `0`, `1`... in the folder that `begin`
 * gives. `begin` sees the fields once, before the first octet of a file is kept: what it throws refuses the form.
 * What is left of a refused form is read and dropped, so that the browser shows the answer.
 * @throws FilesRefused, GatewayError `param_type` for what is no such form; what `begin` throws.
 */
export async function receiveFiles(
  req: Request,
  limits: FileLimits,
  begin: (fields: Form) => Promise<string>,
): Promise<ReceivedFile[]> {
  const reception = new Reception(limits, begin);
  try {
    return await reception.take(req);
  } finally {
    req.resume();
  }
}

class Reception {
  private readonly fields = Object.create(null) as Record<string, string>;
  private readonly files: ReceivedFile[] = [];
  private readonly failed = new AbortController();
  private folder: Promise<string> | undefined;
  private sawFile = false;
  private octets = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly limits: FileLimits,
    private readonly begin: (fields: Form) => Promise<string>,
  ) {}

  async take(req: Request): Promise<ReceivedFile[]> {
    const parser = await this.parser(req);
    if (req.destroyed && !req.complete) throw new FilesRefused('cut-short');
    const fail = (error: unknown): void => this.failed.abort(error);
    const parsed = new Promise<void>((resolve, reject) => {
      this.failed.signal.addEventListener('abort', () => reject(this.failed.signal.reason as Error));
      parser.once('finish', resolve);
      parser.on('error', (error) => fail(new FilesRefused('cut-short', { cause: error })));
      req.once('close', () => req.complete || fail(new FilesRefused('cut-short')));
    });
    req.pipe(parser);
    try {
      await parsed;
      await this.writing;
      await this.open();
    } catch (error) {
      fail(error);
      req.unpipe(parser);
      await this.writing.catch(() => undefined);
      throw this.failed.signal.reason;
    }
    return this.files;
  }

  private async parser(req: Request): Promise<BusboyInstance> {
    const limits = { ...fieldLimits, files: this.limits.files };
    const parser = await makeParser(req, limits);
    const fail = (error: unknown): void => this.failed.abort(error);
    parser.on('field', (name, value, nameCut, valueCut) => {
      if (this.sawFile || nameCut || valueCut || name in this.fields)
        fail(new GatewayError('param_type', { detail: 'form field' }));
      else this.fields[name] = value;
    });
    parser.on('file', (_, content, filename) => {
      this.sawFile = true;
      content.on('error', () => undefined);
      this.writing = this.writing.then(() => this.keep(content, filename));
      this.writing.catch(fail);
    });
    parser.on('filesLimit', () => fail(new FilesRefused('too-many')));
    parser.on('fieldsLimit', () => fail(new GatewayError('param_type', { detail: 'too many fields' })));
    return parser;
  }

  private open(): Promise<string> {
    this.folder ??= this.begin(this.fields);
    return this.folder;
  }

  private async keep(content: Readable, filename: string | undefined): Promise<void> {
    const folder = await this.open();
    this.failed.signal.throwIfAborted();
    // What a browser sends for a file field that was left empty.
    if (filename === undefined || filename === '') return void content.resume();
    const place = this.files.length;
    const file = { name: shownName(filename, place), size: 0 };
    this.files.push(file);
    const counted = new Transform({
      transform: (piece: Buffer, _, done) => {
        file.size += piece.length;
        this.octets += piece.length;
        if (this.octets > this.limits.octets) done(new FilesRefused('too-large'));
        else done(null, piece);
      },
    });
    const target = createWriteStream(join(folder, String(place)), { flags: 'wx', mode: 0o600 });
    try {
      await pipeline(content, counted, target, { signal: this.failed.signal });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new FilesRefused('disk-full', { cause: error });
      throw error;
    }
  }
}

async function makeParser(req: Request, limits: object): Promise<BusboyInstance> {
  const headers = req.headers as BusboyHeaders;
  if (!/^multipart\/form-data\s*;/i.test(headers['content-type'] ?? ''))
    throw new GatewayError('param_type', { detail: 'not multipart/form-data' });
  // Loaded when needed: 5 MB.
  const { Busboy } = await import('@fastify/busboy');
  try {
    return new Busboy({ headers, limits });
  } catch (error) {
    throw new GatewayError('param_type', { detail: 'multipart without a boundary', cause: error });
  }
}

/** The last part of the name, without what a terminal or a page would take for more than letters. */
function shownName(filename: string, place: number): string {
  const last = filename.split(/[/\\]/).at(-1) ?? '';
  const name = last
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(-150);
  return name === '' || /^\.+$/.test(name) ? `file-${place + 1}` : name;
}
