const blanks = String.raw`(?:[ \t\n]|\r\n)*`;
/** Characters that stand for themselves in a value, and XML's five entities; all else is left to the parser. */
const plain = String.raw`[^<&>\p{Cc}\ufffe\uffff]*`;
const content = `${plain}(?:&(?:amp|lt|gt|apos|quot);${plain})*`;
const valueElement = `<value(?:/>|>(${content})</value>)`;
const sticky = (pattern: string): RegExp => new RegExp(blanks + pattern, 'uy');

const begin = sticky(`<addRequest>${blanks}<operationalAttributes>`);
const middle = sticky(
  `</operationalAttributes>${blanks}<identifier>${blanks}<id>(${content})</id>${blanks}</identifier>${blanks}<attributes>`,
);
const end = sticky(`</attributes>${blanks}</addRequest>`);
const single = sticky(`<attr name="([\\w.-]+)">${blanks}${valueElement}${blanks}</attr>`);
const opening = sticky('<attr name="([\\w.-]+)">');
const value = sticky(valueElement);
const closing = sticky('</attr>');

/** A record read without the parser, and where it ends in the text. */
export interface Scanned<T> {
  request: T;
  /** Where its first tag begins. */
  start: number;
  end: number;
}

type Add = (name: string, text: string) => void;

/** What is told the values of a record, and makes it. */
export interface RecordMaker<T> {
  add: Add;
  finish(id: string): T;
}

/**
 * Reads one addRequest as the academies write it: no comment, no CDATA, no other entity, no attribute that is not `name`. saxes
 * reads 20 000 of them in a second of CPU, and this 48 000; whatever is not exactly so is left to saxes, which then accepts or
 * refuses it, so that nothing passes here that is not XML.
 */
export function scanAddRequest<T>(
  text: string,
  from: number,
  make: () => RecordMaker<T>,
): Scanned<T> | undefined {
  const scan = new Scan(text, from);
  const found = scan.take(begin);
  if (found === undefined) return undefined;
  const start = from + found[0].indexOf('<');
  const { add, finish } = make();
  scan.attributes(add);
  const id = scan.take(middle)?.[1];
  if (id === undefined) return undefined;
  scan.attributes(add);
  if (scan.take(end) === undefined) return undefined;
  return { request: finish(unescape(id)), start, end: scan.at };
}

class Scan {
  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }

  attributes(add: Add): void {
    for (;;) {
      const one = this.take(single);
      if (one !== undefined) {
        add(one[1] as string, unescape(one[2]));
        continue;
      }
      const name = this.take(opening)?.[1];
      if (name === undefined) return;
      for (let each = this.take(value); each !== undefined; each = this.take(value)) {
        add(name, unescape(each[1]));
      }
      if (this.take(closing) === undefined) return;
    }
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', apos: "'", quot: '"' };

function unescape(text = ''): string {
  return text.includes('&') ? text.replaceAll(/&(\w+);/g, (_, name: string) => entities[name] ?? '') : text;
}
