import { countLines, type XmlHandler } from '../intake/read-xml.js';
import { scanAddRequest, type RecordMaker } from './scan-add-request.js';

/** One request of an AAF file: a record added, changed in part, or removed. */
export interface AafRequest {
  action: 'add' | 'modify' | 'delete';
  /** `categoriePersonne` or `categorieStructure`. */
  category: string;
  id: string;
  /** Values by attribute, blank ones left out: a modification that clears an attribute has an empty list. */
  values: ReadonlyMap<string, readonly string[]>;
  line: number;
}

/** True when a modification names some of these attributes, and all that it names are empty. */
export function isCleared({ values }: AafRequest, ...names: readonly string[]): boolean {
  const named = names.flatMap((name) => values.get(name) ?? []);
  return named.length === 0 && names.some((name) => values.has(name));
}

const actions: Readonly<Record<string, AafRequest['action']>> = {
  addRequest: 'add',
  modifyRequest: 'modify',
  deleteRequest: 'delete',
};

/** Values of one attribute that are looked at: a pupil with more classes or guardians than that is no pupil. */
const mostValues = 1_000;

/** Reads `(addRequest | modifyRequest | deleteRequest)*` (domain 14.1), one request in memory at a time. */
export class AafRequests implements XmlHandler<AafRequest> {
  private done: AafRequest[] = [];
  private action: AafRequest['action'] | undefined;
  private line = 0;
  private id = '';
  private category = '';
  private values = new Map<string, string[]>();
  private attribute: string | undefined;
  private pieces: string | undefined;

  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void {
    switch (name) {
      case 'value':
      case 'id':
        this.pieces = '';
        return;
      case 'attr':
      case 'modification':
        this.attribute = attributes['name'] ?? '';
        return;
      default:
        if (actions[name] !== undefined) this.begin(actions[name], line);
    }
  }

  text(text: string): void {
    if (this.pieces !== undefined) this.pieces += text;
  }

  close(name: string): void {
    switch (name) {
      case 'value':
        this.addValue();
        return;
      case 'id':
        this.id = this.pieces?.trim() ?? '';
        this.pieces = undefined;
        return;
      case 'modification':
        if (this.attribute !== undefined && !this.values.has(this.attribute))
          this.values.set(this.attribute, []);
        this.attribute = undefined;
        return;
      case 'attr':
        this.attribute = undefined;
        return;
      default:
        if (actions[name] !== undefined) this.end();
    }
  }

  /** The records that follow one another as the academies write them. */
  skim(text: string, from: number, line: number): number {
    let at = from;
    let lineNow = line;
    for (;;) {
      const scanned = scanAddRequest(text, at, () => this.scanning());
      if (scanned === undefined) return at;
      lineNow += countLines(text, at, scanned.start);
      this.done.push({ ...scanned.request, line: lineNow });
      lineNow += countLines(text, scanned.start, scanned.end);
      at = scanned.end;
    }
  }

  endOfNext(text: string, from: number): number {
    const found = recordEnd.exec(text.slice(from));
    return found === null ? -1 : from + found.index + found[0].length;
  }

  take(): AafRequest[] {
    const done = this.done;
    this.done = [];
    return done;
  }

  private begin(action: AafRequest['action'], line: number): void {
    this.action = action;
    this.line = line;
    this.id = '';
    this.category = '';
    this.values = new Map();
  }

  private addValue(): void {
    const text = this.pieces ?? '';
    this.pieces = undefined;
    if (this.attribute !== undefined) this.add(this.attribute, text);
  }

  private add(attribute: string, text: string): void {
    const value = text.trim();
    if (value === '') return;
    if (attribute.startsWith('categorie') && /^categorie(Personne|Structure)$/.test(attribute)) {
      this.category = value;
      return;
    }
    const list = this.values.get(attribute);
    if (list === undefined) this.values.set(attribute, [value]);
    else if (list.length < mostValues) list.push(value);
  }

  private scanning(): RecordMaker<Omit<AafRequest, 'line'>> {
    this.begin('add', 0);
    this.action = undefined;
    return {
      add: (attribute, text) => this.add(attribute, text),
      finish: (id) => ({ action: 'add', category: this.category, id: id.trim(), values: this.values }),
    };
  }

  private end(): void {
    if (this.action === undefined) return;
    const { action, category, id, values, line } = this;
    this.done.push({ action, category, id, values, line });
    this.action = undefined;
  }
}

/** The end of a record of any kind. */
const recordEnd = /<\/(?:add|modify|delete)Request>/;
