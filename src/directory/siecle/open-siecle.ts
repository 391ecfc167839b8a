import { FeedError } from '../feed/feed-error.js';
import type { Feed, FeedItem } from '../feed/feed-item.js';
import { listed, siecleMenu as menu } from '../feed/refusals.js';
import { SiecleReader } from './read-siecle.js';
import type { SiecleFile, SiecleOptions, SiecleType } from './siecle-file.js';

/**
 * Opens the export of one school. The identifiers in it hold within one export only, so that its files come together.
 * @throws FeedError naming the file that is missing, and where SIECLE makes it.
 */
export function openSiecle(files: readonly SiecleFile[], options: SiecleOptions): Feed {
  const nameOf = (type: SiecleType): string => files.find((file) => file.type === type)?.source.name ?? '';
  const has = (type: SiecleType): boolean => files.some((file) => file.type === type);
  if (!has('eleves')) {
    const file = files[0]?.source.name ?? '';
    throw new FeedError({ code: 'siecle-pupils-missing', values: { file, menu } });
  }
  if (!has('responsables')) {
    throw new FeedError({ code: 'siecle-guardians-missing', values: { file: nameOf('eleves'), menu } });
  }
  for (const type of ['eleves', 'responsables'] as const) {
    const several = files.filter((file) => file.type === type).map(({ source }) => source.name);
    if (several.length > 1) throw new FeedError({ code: 'siecle-files-several', values: listed(several) });
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
