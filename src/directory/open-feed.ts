import { aafTypeOf, type AafFile } from './aaf/aaf-file.js';
import { openAaf } from './aaf/open-aaf.js';
import { FeedError } from './feed/feed-error.js';
import type { Feed, FeedFormat } from './feed/feed-item.js';
import { readHead, rootOf } from './intake/sniff-file.js';
import type { OnRead, SourceFile } from './intake/source-file.js';
import type { School } from './ports.js';

export interface FeedOptions {
  /** Given by the operator; absent: what the files are. */
  format?: FeedFormat;
  /** UAI of the school, for files that do not say it. */
  school?: string;
  academy?: string;
  /** Schools imported before. */
  known: readonly School[];
  /** `YYYY-MM-DD`. */
  today: string;
  onRead?: OnRead;
}

/**
 * Opens the feed that the files are together.
 * @throws FeedError naming the export to make when files are missing, are others than needed, or are of several feeds.
 */
export async function openFeed(files: readonly SourceFile[], options: FeedOptions): Promise<Feed> {
  const aaf: AafFile[] = [];
  for (const source of files) {
    const head = await readHead(source);
    const type = aafTypeOf(source.name, head);
    if (type !== undefined) aaf.push({ source, type });
    else if (rootOf(head) === undefined) throw new FeedError(`${source.name}: neither XML nor CSV`);
  }
  return openAaf(aaf, options);
}
