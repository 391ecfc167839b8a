import { fillSentence, type Coded } from './coded-sentence.js';

/**
 * Why nothing of a feed can be imported: the code that records keep, and what the command line says. Codes and names of values may be
 * added, never renamed. What the pages say is in `templates/locales`, under `operator.refusals`.
 */
export const refusalSentences = {
  'aaf-none': 'No file of EtabEducNat, Eleve or PersRelEleve: give the whole archive of the AAF.',
  'aaf-scopes-mixed':
    'Complete and delta files of the AAF are mixed: import the complete feed, then each delta.',
  'siecle-pupils-missing': '{{file}} is there but ElevesSansAdresses.xml is missing: {{menu}}.',
  'siecle-guardians-missing': '{{file}} is there but ResponsablesAvecAdresses.xml is missing: {{menu}}.',
  'siecle-files-several': '{{files}} and {{last}}: give one of them, with or without addresses.',
  'siecle-uaj-missing': '{{file}}: no UAJ in it, so no school.',
  'siecle-uaj-form': '{{file}}, line {{line}}: "{{uai}}" is no UAJ: seven digits and a letter',
  'siecle-schools-several': '{{file}} is of {{uai}}, {{otherFile}} of {{otherUai}}: one school at a time.',
  'siecle-years-several': '{{file}} is of {{year}}, {{otherFile}} of {{otherYear}}: make both exports again.',
  'onde-pupils-missing': '{{file}} is there but the export of the pupils is missing: {{menu}}.',
  'onde-guardians-missing': '{{file}} is there but the export of the guardians is missing: {{menu}}.',
  'onde-files-several': '{{files}} and {{last}}: one school at a time.',
  'onde-school-unknown': '{{file}}: ONDE does not say which school this is. Give its code: --school 9990001X',
  'csv-column-unknown': '{{file}}: the column "{{column}}" is not known; known ones: {{columns}}',
  'people-many': '{{file}}: more people in it than any school has.',
  'school-form': '{{uai}} is no UAI: seven digits and their key letter, as 9990001X.',
  'kinds-several':
    'Files of several kinds ({{formats}}): import one export at a time, or say which with --format.',
  'format-none': 'No file of the format {{format}}: these are {{formats}}.',
  'file-stsweb':
    '{{file}} is an export of STSWEB, for timetables. Needed are ElevesSansAdresses.xml and ResponsablesAvecAdresses.xml: {{menu}}.',
  'file-aaf-empty': '{{file}}: a file of the AAF without a record that is known. Give the whole archive.',
  'file-xml-other': '{{file}}: an XML file of another kind ({{root}}); AAF and SIECLE files are read.',
  'file-csv-other': '{{file}}: its first line names columns of no export that is read here.',
  'file-spreadsheet': '{{file}} is a spreadsheet: give the CSV file as the application exported it.',
  'file-other': '{{file}}: neither XML nor CSV.',
  'file-none': '{{files}}: no XML or CSV file, and no archive of such files.',
  'path-missing': '{{file}}: no such file or folder',
  'path-unreadable': '{{file}}: {{detail}}',
  'path-other': '{{file}}: neither a file nor a folder',
  'archive-unreadable': '{{file}}: not a readable archive ({{detail}}). Download it again.',
  'archive-entries': "{{file}}: more than {{most}} files. This is no export of a school's records.",
  'archive-entry-outside':
    '{{file}}: the entry "{{entry}}" leads out of the archive. This is no export of a school\'s records.',
  'archive-large': "{{file}}: more than 20 GB come out of it. This is no export of a school's records.",
  'archive-ratio':
    "{{file}}: more than {{most}} times its size comes out of it. This is no export of a school's records.",
  'encoding-unknown':
    '{{file}}: the encoding {{encoding}} is not read here; UTF-8, ISO-8859-15, ISO-8859-1 and Windows-1252 are.',
  'encoding-wrong':
    '{{file}}: says that it is {{encoding}} and is not: it was changed on the way. Export it again, and do not open it in a text editor or a spreadsheet before.',
  'csv-unreadable': '{{file}}: not CSV, or cut short ({{detail}}). Export it again.',
  'xml-unreadable': '{{file}}, line {{line}}: not XML, or cut short ({{detail}}). Export the file again.',
  'xml-doctype':
    '{{file}}, line {{line}}: its DOCTYPE declares something; only the name of a DTD is accepted.',
  'xml-deep': '{{file}}, line {{line}}: elements nested deeper than {{most}}.',
  'xml-long': '{{file}}, line {{line}}: a name, value or comment longer than a mebibyte.',
  'import-running': 'Another import is running ({{process}}). gateway import runs shows when it ended.',
} as const;

/** A code of the catalogue, with the values that its sentence names. */
export type Refusal = Coded<typeof refusalSentences>;

/** The refusal in English. */
export function refusalSentence({ code, values }: Refusal): string {
  return fillSentence(refusalSentences[code], values);
}

/** Where SIECLE makes its exports, for the sentences that send there: menus are in French alone. */
export const siecleMenu = 'SIECLE > Exploitation > Exports standard > Exports XML générique';

/** Two names or more, for a sentence that says "a, b and c". */
export function listed(names: readonly string[]): { files: string; last: string } {
  return { files: names.slice(0, -1).join(', '), last: names.at(-1) ?? '' };
}
