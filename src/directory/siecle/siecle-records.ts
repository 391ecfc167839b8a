import type { XmlHandler } from '../intake/read-xml.js';

/** An element of a SIECLE file that stands for a thing: its attributes and those of the elements around it, and its fields. */
export interface SiecleRecord {
  name: string;
  line: number;
  /** Attributes and child elements with text, blank ones left out. */
  fields: ReadonlyMap<string, string>;
}

/** Elements that are records (domain 14.2); a link is written RESPONSABLE_ELEVE or RESPONSABLE. */
const records = new Set([
  'PARAMETRES',
  'ELEVE',
  'STRUCTURE',
  'DIVISION',
  'PERSONNE',
  'RESPONSABLE_ELEVE',
  'RESPONSABLE',
  'MEF',
]);

/** Reads a SIECLE file as flat records. */
export class SiecleRecords implements XmlHandler<SiecleRecord> {
  private done: SiecleRecord[] = [];
  private readonly around: Readonly<Record<string, string>>[] = [];
  private record: { name: string; line: number; fields: Map<string, string> } | undefined;
  private pieces = '';

  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void {
    this.around.push(attributes);
    this.pieces = '';
    if (!records.has(name)) return;
    const known = this.around
      .flatMap((one) => Object.entries(one))
      .filter(([, value]) => value.trim() !== '');
    this.record = { name, line, fields: new Map(known.map(([field, value]) => [field, value.trim()])) };
  }

  text(text: string): void {
    if (this.record !== undefined) this.pieces += text;
  }

  close(name: string): void {
    this.around.pop();
    const text = this.pieces.trim();
    this.pieces = '';
    if (this.record === undefined) return;
    if (name === this.record.name) {
      this.done.push(this.record);
      this.record = undefined;
    } else if (text !== '' && !this.record.fields.has(name)) this.record.fields.set(name, text);
  }

  take(): SiecleRecord[] {
    const done = this.done;
    this.done = [];
    return done;
  }
}
