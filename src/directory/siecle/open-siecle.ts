import { FeedError } from '../feed/feed-error.js';
import type { Feed, FeedItem } from '../feed/feed-item.js';
import { SiecleReader } from './read-siecle.js';
import type { SiecleFile, SiecleOptions, SiecleType } from './siecle-file.js';

const menu = 'SIECLE > Exploitation > Exports standard > Exports XML générique';

/**
 * Opens the export of one school. The identifiers in it hold within one export only, so that its files come together.
 * @throws FeedError naming the file that is missing, and where SIECLE makes it.
 */
export function openSiecle(files: readonly SiecleFile[], options: SiecleOptions): Feed {
  const nameOf = (type: SiecleType): string => files.find((file) => file.type === type)?.source.name ?? '';
  const has = (type: SiecleType): boolean => files.some((file) => file.type === type);
  if (!has('eleves')) {
    throw new FeedError(`${files[0]?.source.name} is there but ElevesSansAdresses.xml is missing: ${menu}.`);
  }
  if (!has('responsables')) {
    throw new FeedError(`${nameOf('eleves')} is there but ResponsablesAvecAdresses.xml is missing: ${menu}.`);
  }
  for (const type of ['eleves', 'responsables'] as const) {
    const several = files.filter((file) => file.type === type).map(({ source }) => source.name);
    if (several.length > 1)
      throw new FeedError(`${several.join(' and ')}: give one of them, with or without addresses.`);
  }
  return {
    format: 'siecle',
    complete: true,
    hasGuardians: true,
    async *items(): AsyncGenerator<FeedItem[]> {
      yield await new SiecleReader(options).read(files);
    },
  };
}
