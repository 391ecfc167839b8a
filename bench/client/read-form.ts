/** A form as a page has it: where it goes, and its hidden fields. */
export interface PageForm {
  action: string;
  hidden: Record<string, string>;
}

/** The first form of `html` whose tag or fields contain `mark`; undefined when there is none. */
export function readForm(html: string, mark: string): PageForm | undefined {
  for (const [form] of html.matchAll(/<form[^]*?<\/form>/g)) {
    if (!form.includes(mark)) continue;
    const hidden: Record<string, string> = {};
    for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      const name = attribute(input, 'name');
      if (name !== undefined) hidden[name] = attribute(input, 'value') ?? '';
    }
    return { action: attribute(form, 'action') ?? '', hidden };
  }
  return undefined;
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescapeHtml(found);
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal === undefined ? (named[name] ?? whole) : String.fromCodePoint(Number(decimal));
  });
}
