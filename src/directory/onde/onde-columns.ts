/** What an ONDE file is, by the titles of its first line (domain 14.3). */
export type OndeType = 'eleves' | 'responsables';

/** The type of the file with those titles, simplified; undefined when it is not ONDE's. */
export function ondeTypeOf(titles: readonly string[]): OndeType | undefined {
  const has = (title: string): boolean => titles.includes(title);
  if (has('nomeleve') && has('prenomeleve')) return 'eleves';
  if (
    has('nomresponsable') &&
    has('prenomresponsable') &&
    titles.some((title) => title.startsWith('prenomenfant'))
  ) {
    return 'responsables';
  }
  return undefined;
}

/** Cells by title, and by place for the columns that repeat. */
export class OndeColumns {
  private readonly places = new Map<string, number>();

  constructor(readonly titles: readonly string[]) {
    titles.forEach((title, place) => {
      if (!this.places.has(title)) this.places.set(title, place);
    });
  }

  /** The first of the columns that is there and not blank. */
  value(cells: readonly string[], ...titles: readonly string[]): string | undefined {
    for (const title of titles) {
      const text = cells[this.places.get(title) ?? -1];
      if (text !== undefined && text !== '') return text;
    }
    return undefined;
  }

  /** The children of a row: four columns each, repeated (domain 14.3). */
  children(cells: readonly string[]): { sn: string; usage: string; givenName: string; classes: string }[] {
    const starts = this.titles.flatMap((title, place) => (/^nomdusageenfant/.test(title) ? [place] : []));
    return starts
      .map((start) => ({
        usage: cells[start] ?? '',
        sn: cells[start + 1] ?? '',
        givenName: cells[start + 2] ?? '',
        classes: cells[start + 3] ?? '',
      }))
      .filter(({ givenName }) => givenName !== '');
  }
}
