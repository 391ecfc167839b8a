/** What a request to an SMS gateway may name: `to` is E.164 (`+336…`), `digits` the same without `+`. */
export type Placeholders = Readonly<Record<'to' | 'digits' | 'text' | 'id', string>>;

/** Where the template stands, which says what must be escaped. */
export type TemplatePlace = 'json' | 'form' | 'url';

const escapers: Readonly<Record<TemplatePlace, (value: string) => string>> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  form: encodeURIComponent,
  url: encodeURIComponent,
};

/** Puts the values in the places of `{to}`, `{digits}`, `{text}` and `{id}`, in one pass: a value is never read as a template. */
export function fillTemplate(template: string, values: Placeholders, place: TemplatePlace): string {
  return template.replaceAll(/\{(to|digits|text|id)\}/g, (_, name: keyof Placeholders) =>
    escapers[place](values[name]),
  );
}
