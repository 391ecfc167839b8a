import { FeedError } from '../feed/feed-error.js';
import { listed } from '../feed/refusals.js';
import type { Feed, FeedItem } from '../feed/feed-item.js';
import type { OndeType } from './onde-columns.js';
import type { OndeFile, OndeOptions } from './onde-file.js';
import { OndeReader } from './read-onde.js';

/** Where ONDE makes each export; the names are in French alone. */
const wanted = {
  eleves: { code: 'onde-pupils-missing', menu: 'ONDE > Listes & documents > Extraction > Élèves' },
  responsables: {
    code: 'onde-guardians-missing',
    menu: 'ONDE > Listes & documents > Extraction > Responsables',
  },
} as const satisfies Readonly<Record<OndeType, unknown>>;

/**
 * Opens the two exports of a primary school.
 * @throws FeedError naming the export that is missing, or when nothing says which school it is.
 */
export function openOnde(files: readonly OndeFile[], options: OndeOptions): Feed {
  for (const type of ['eleves', 'responsables'] as const) {
    const found = files.filter((file) => file.type === type).map(({ source }) => source.name);
    if (found.length === 0) {
      const { code, menu } = wanted[type];
      throw new FeedError({ code, values: { file: files[0]?.source.name ?? '', menu } });
    }
    if (found.length > 1) throw new FeedError({ code: 'onde-files-several', values: listed(found) });
  }
  const uai = schoolOf(files, options);
  return {
    format: 'onde',
    complete: true,
    hasGuardians: true,
    async *items(): AsyncGenerator<FeedItem[]> {
      yield await new OndeReader(uai, options).read(files);
    },
  };
}

/** ONDE's exports do not name their school: the operator does, the name of a file, or there is only one primary school. */
function schoolOf(files: readonly OndeFile[], { school, known }: OndeOptions): string {
  const named = files.map(
    ({ source }) => /(?<![0-9A-Za-z])\d{7}[A-Z](?![0-9A-Za-z])/i.exec(source.name)?.[0],
  );
  const primary = known.filter(({ degree }) => degree === 1);
  const uai =
    school ?? named.find((one) => one !== undefined) ?? (primary.length === 1 ? primary[0]?.uai : undefined);
  if (uai !== undefined) return uai.toUpperCase();
  throw new FeedError({ code: 'onde-school-unknown', values: { file: files[0]?.source.name ?? '' } });
}
