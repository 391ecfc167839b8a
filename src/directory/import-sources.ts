import { FeedError } from './feed/feed-error.js';
import type { FeedFormat } from './feed/feed-item.js';
import type { ImportReport } from './import/import-report.js';
import { runImport, type ImportRequest, type ImportTools } from './import/run-import.js';
import { collectSources } from './intake/collect-sources.js';
import { openFeed } from './open-feed.js';
import { isUai } from '../uai.js';

/** What somebody asks to import, and how. */
export interface SourcesRequest extends Omit<ImportRequest, 'feed' | 'sources'> {
  /** Files, folders, archives. */
  paths: readonly string[];
  /** Names for the record and for messages, in the order of `paths`; absent: the paths. */
  names?: readonly string[];
  format?: FeedFormat;
  /** UAI of the school, for files that do not say it. */
  school?: string;
  /** Academy code, for an AAF feed whose schools do not say it. */
  academy?: string;
  /** Told of octets read, and of all there are. */
  onRead?: (done: number, total: number) => void;
}

/**
 * Imports what is behind the paths, or says what that would do.
 * @throws FeedError, OperatorError: nothing was written.
 */
export async function importSources(request: SourcesRequest, tools: ImportTools): Promise<ImportReport> {
  const { paths, names = paths, format, school, academy, onRead, workFolder } = request;
  if (school !== undefined && !isUai(school)) {
    throw new FeedError({ code: 'school-form', values: { uai: school } });
  }
  const files = await collectSources(paths, workFolder, names);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const feed = await openFeed(files, {
    known: await tools.schools.all(),
    today: tools.clock.now().toISOString().slice(0, 10),
    onRead: (octets) => onRead?.((done += octets), total),
    ...(format === undefined ? {} : { format }),
    ...(school === undefined ? {} : { school }),
    ...(academy === undefined ? {} : { academy }),
  });
  return runImport({ ...request, feed, sources: names }, tools);
}
