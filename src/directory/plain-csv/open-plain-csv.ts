import type { SchoolAttachment } from '../../accounts/ports.js';
import { academyCode } from '../academies.js';
import { FeedError } from '../feed/feed-error.js';
import type { Feed, FeedItem, Place } from '../feed/feed-item.js';
import type { Reason } from '../feed/reasons.js';
import { nameFault, readDate, readMail, readMobiles, readTitle } from '../feed/read-values.js';
import { isIne } from '../ine.js';
import { readCsv, simplifyTitle, titlesOf } from '../intake/read-csv.js';
import type { OnRead, SourceFile } from '../intake/source-file.js';

/** The columns of the plain CSV; README.md beside this file describes them. */
const columns = [
  'kind',
  'id',
  'uai',
  'school',
  'degree',
  'academy',
  'class',
  'level',
  'sn',
  'given-name',
  'title',
  'birth-date',
  'ine',
  'structure-id',
  'guardians',
  'mail',
  'mobile',
] as const;

type Column = (typeof columns)[number];
type Row = Partial<Record<Column, string>>;

/** True for the titles of our own CSV. */
export function isPlainCsv(titles: readonly string[]): boolean {
  return ['kind', 'id', 'sn', 'givenname'].every((title) => titles.includes(title));
}

export interface CsvFile {
  source: SourceFile;
  head: string;
}

/**
 * Opens plain CSV files: complete for the schools in them. They are read twice, schools and pupils first, since guardians
 * may stand anywhere.
 * @throws FeedError for a column that is not known.
 */
export function openPlainCsv(files: readonly CsvFile[], onRead?: OnRead): Feed {
  const byTitle = new Map(columns.map((name) => [simplifyTitle(name), name]));
  for (const { source, head } of files) {
    const stray = titlesOf(head).find((title) => title !== '' && !byTitle.has(title));
    if (stray === undefined) continue;
    const values = { file: source.name, column: stray, columns: columns.join(', ') };
    throw new FeedError({ code: 'csv-column-unknown', values });
  }
  return {
    format: 'csv',
    complete: true,
    hasGuardians: true,
    items: () => new PlainCsvReader(files, onRead).items(),
  };
}

class PlainCsvReader {
  private readonly schools = new Set<string>();
  private readonly byTitle = new Map(columns.map((name) => [simplifyTitle(name), name]));

  constructor(
    private readonly files: readonly CsvFile[],
    private readonly onRead: OnRead | undefined,
  ) {}

  async *items(): AsyncGenerator<FeedItem[]> {
    for (const pass of ['pupil', 'guardian'] as const) {
      for (const { source, head } of this.files) {
        const titles = titlesOf(head).map((title) => this.byTitle.get(title));
        // Octets count once, though they are read twice.
        for await (const { line, cells } of readCsv(
          source,
          head,
          pass === 'pupil' ? this.onRead : undefined,
        )) {
          if (line === 1) continue;
          const row: Row = {};
          titles.forEach((title, at) => {
            if (title !== undefined && cells[at]) row[title] = cells[at];
          });
          const items = this.readRow(row, { file: source.name, line }, pass);
          if (items.length > 0) yield items;
        }
      }
    }
  }

  private readRow(row: Row, place: Place, pass: 'pupil' | 'guardian'): FeedItem[] {
    if (row.kind === 'guardian') return pass === 'guardian' ? [readGuardian(row, place)] : [];
    if (pass === 'guardian') return [];
    if (row.kind !== 'pupil')
      return [{ type: 'refused', kind: 'pupil', place, reason: { code: 'csv-kind-form' } }];
    return [...this.schoolOf(row, place), ...readPupil(row, place)];
  }

  /** A school is made of the first row that names it. */
  private schoolOf({ uai: given, school, degree, academy }: Row, place: Place): FeedItem[] {
    const uai = given?.toUpperCase();
    if (uai === undefined || school === undefined || this.schools.has(uai) || !isCode(uai)) return [];
    this.schools.add(uai);
    const code = academyCode(academy);
    const made = {
      uai,
      name: school,
      degree: degreeOf(degree),
      classes: [],
      ...(code === undefined ? {} : { academy: code }),
    };
    return [{ type: 'school', place, school: made }];
  }
}

function isCode(uai: string | undefined): uai is string {
  return uai !== undefined && /^\d{7}[A-Z]$/.test(uai);
}

function degreeOf(text: string | undefined): 1 | 2 {
  return text === '1' ? 1 : 2;
}

/** Keys of an academy's feed when the academy is given, else of the school or, without one, of whoever made the file. */
function refOf(row: Row, id: string): string {
  return `${academyCode(row.academy) ?? 'csv'}:${id}`;
}

function fault(row: Row): Reason | undefined {
  if (row.id === undefined || !/^[\w.-]{1,64}$/.test(row.id)) return { code: 'csv-id-form' };
  return nameFault('sn', row.sn) ?? nameFault('given-name', row['given-name']);
}

function readPupil(row: Row, place: Place): FeedItem[] {
  const uai = row.uai?.toUpperCase() ?? '';
  const birthDate = row['birth-date'] === undefined ? undefined : readDate(row['birth-date']);
  const ine = row.ine?.toUpperCase();
  const reason: Reason | undefined =
    fault(row) ??
    (isCode(uai) ? undefined : { code: 'csv-uai-form' }) ??
    (row['birth-date'] === undefined || birthDate !== undefined
      ? undefined
      : { code: 'csv-birth-date-form' }) ??
    (ine === undefined || isIne(ine) ? undefined : { code: 'csv-ine-form' });
  if (reason !== undefined) {
    return [{ type: 'refused', kind: 'pupil', place, reason, ...(isCode(uai) ? { uai } : {}) }];
  }
  const title = readTitle(row.title);
  const guardians = (row.guardians ?? '').split(/[\s|,]+/).filter((id) => id !== '');
  const pupil = {
    ref: refOf(row, row.id ?? ''),
    sn: row.sn ?? '',
    givenName: row['given-name'] ?? '',
    attachments: [attachmentOf(row, uai)],
    guardians: [...new Set(guardians.map((id) => refOf(row, id)))],
    ...(ine === undefined ? {} : { ine }),
    ...(title === undefined ? {} : { title }),
    ...(birthDate === undefined ? {} : { birthDate }),
  };
  return [{ type: 'pupil', place, pupil }];
}

function attachmentOf(row: Row, uai: string): SchoolAttachment {
  const academy = academyCode(row.academy);
  return {
    uai,
    degree: degreeOf(row.degree),
    ...(academy === undefined || row.id === undefined ? {} : { academy, jointure: row.id }),
    ...(row['structure-id'] === undefined ? {} : { structureId: row['structure-id'] }),
    ...(row.class === undefined ? {} : { className: row.class }),
    ...(row.level === undefined ? {} : { level: row.level }),
  };
}

function readGuardian(row: Row, place: Place): FeedItem {
  const reason = fault(row);
  if (reason !== undefined) return { type: 'refused', kind: 'guardian', place, reason };
  const title = readTitle(row.title);
  const mail = readMail(row.mail);
  const academy = academyCode(row.academy);
  const guardian = {
    ref: refOf(row, row.id ?? ''),
    sn: row.sn ?? '',
    givenName: row['given-name'] ?? '',
    mobiles: readMobiles((row.mobile ?? '').split('|')),
    ...(title === undefined ? {} : { title }),
    ...(mail === undefined ? {} : { mail }),
    ...(academy === undefined || row.id === undefined ? {} : { academy, jointure: row.id }),
  };
  return { type: 'guardian', place, guardian };
}
