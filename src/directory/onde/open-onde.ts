import { FeedError } from '../feed/feed-error.js';
import type { Feed, FeedItem } from '../feed/feed-item.js';
import type { OndeType } from './onde-columns.js';
import type { OndeFile, OndeOptions } from './onde-file.js';
import { OndeReader } from './read-onde.js';

const wanted: Readonly<Record<OndeType, string>> = {
  eleves: 'the export of the pupils is missing: ONDE > Listes & documents > Extraction > Élèves',
  responsables:
    'the export of the guardians is missing: ONDE > Listes & documents > Extraction > Responsables',
};

/**
 * Opens the two exports of a primary school.
 * @throws FeedError naming the export that is missing, or when nothing says which school it is.
 */
export function openOnde(files: readonly OndeFile[], options: OndeOptions): Feed {
  for (const type of ['eleves', 'responsables'] as const) {
    const found = files.filter((file) => file.type === type).map(({ source }) => source.name);
    if (found.length === 0) throw new FeedError(`${files[0]?.source.name} is there but ${wanted[type]}.`);
    if (found.length > 1) throw new FeedError(`${found.join(' and ')}: one school at a time.`);
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
  throw new FeedError(
    `${files[0]?.source.name}: ONDE does not say which school this is. Give its code: --school 9990001X`,
  );
}
