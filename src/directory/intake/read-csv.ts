import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { FeedError } from '../feed/feed-error.js';
import { normaliseName } from '../feed/normalise-name.js';
import { decodeCsv } from './decode-text.js';
import type { OnRead, SourceFile } from './source-file.js';

/** A row, where it begins (the header being line 1), and its cells without blanks around. */
export interface CsvRow {
  line: number;
  cells: readonly string[];
}

/** Longest row in characters. */
const longestRow = 65_536;

/**
 * Reads a CSV file of any length row by row, the header first: `;`, `,` or tabs, whichever the header has most of.
 * @throws FeedError for a row that is not CSV.
 */
export async function* readCsv(source: SourceFile, head: string, onRead?: OnRead): AsyncGenerator<CsvRow> {
  const rows = parse({
    bom: true,
    delimiter: delimiterOf(head),
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: longestRow,
    trim: true,
  });
  const input = Readable.from(decodeCsv(source, onRead));
  input.once('error', (error) => rows.destroy(error));
  try {
    for await (const { record, info } of input.pipe(rows) as AsyncIterable<ParsedRow>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const values = { file: source.name, detail: error.message };
    throw new FeedError({ code: 'csv-unreadable', values }, { cause: error });
  } finally {
    input.destroy();
  }
}

interface ParsedRow {
  record: string[];
  info: { lines: number };
}

/** The titles of the first line of a head as `readHead` gives it, without accents, case, blanks or punctuation: exports differ in those (domain 14.3). */
export function titlesOf(head: string): string[] {
  const [octets = ''] = head.replace(/^ï»¿/, '').split(/\r?\n/);
  const text = Buffer.from(octets, 'latin1').toString('utf8');
  const header = text.includes('\uFFFD') ? octets : text;
  return header.split(delimiterOf(head)).map((title) => simplifyTitle(title));
}

export function simplifyTitle(title: string): string {
  return normaliseName(title.replaceAll('"', '')).replaceAll(' ', '');
}

function delimiterOf(head: string): string {
  const [header = ''] = head.split(/\r?\n/);
  const counts = [';', ',', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).mark;
}
