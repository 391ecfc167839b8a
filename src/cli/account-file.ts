import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import {
  accountFields,
  readAccountRow,
  type AccountField,
  type AccountFields,
  type AccountRow,
} from './account-row.js';
import { CliError } from './context.js';

/** One line of the file; `line` is where it begins, the header being line 1. */
export type AccountLine =
  { line: number; row: AccountRow; warnings: string[] } | { line: number; faults: string[] };

/** Longest line in characters. */
const longestLine = 16_384;

/**
 * Reads accounts from CSV, never the whole file at once: UTF-8 with or without BOM, `;` or `,`, a header line with the names of
 * the options (`given-name`, `givenName` and `GIVEN_NAME` are one).
 * @throws CliError when the file cannot be read or is not UTF-8, its header has an unknown column, or a line is not CSV.
 */
export async function* readAccountFile(path: string): AsyncGenerator<AccountLine> {
  const delimiter = await findDelimiter(path);
  const lines = parse({
    bom: true,
    delimiter,
    columns: (header: string[]) => header.map(columnOf),
    info: true,
    skip_empty_lines: true,
    max_record_size: longestLine,
  });
  const input = Readable.from(decodeUtf8(path));
  input.once('error', (error) => lines.destroy(error));
  try {
    for await (const { record, info } of input.pipe(lines) as AsyncIterable<CsvLine>) {
      yield { line: info.lines, ...readAccountRow(record) };
    }
  } catch (error) {
    throw error instanceof CsvError ? new CliError(`${path}: ${error.message}`) : error;
  } finally {
    input.destroy();
  }
}

interface CsvLine {
  record: AccountFields;
  info: { lines: number };
}

/** Spreadsheets write Windows-1252 unless asked: taken for UTF-8, "Lefèvre" would lose its accent for good. */
async function* decodeUtf8(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const octets of createReadStream(path))
      yield decoder.decode(octets as Buffer, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new CliError(`${path}: not UTF-8: save it again as "CSV UTF-8"`);
  }
}

async function findDelimiter(path: string): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const [header = ''] = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/);
    return header.includes(';') ? ';' : ',';
  } finally {
    await file.close();
  }
}

const fieldNames = new Map(Object.keys(accountFields).map((name) => [simplify(name), name as AccountField]));

function columnOf(title: string): AccountField {
  const field = fieldNames.get(simplify(title));
  if (field !== undefined) return field;
  throw new CliError(
    `line 1: unknown column "${title}"; known ones: ${Object.keys(accountFields).join(', ')}`,
  );
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
