import { aafTypeOf, type AafFile } from './aaf/aaf-file.js';
import { openAaf } from './aaf/open-aaf.js';
import { FeedError } from './feed/feed-error.js';
import type { Feed, FeedFormat } from './feed/feed-item.js';
import { siecleMenu, type Refusal } from './feed/refusals.js';
import { titlesOf } from './intake/read-csv.js';
import { readHead, rootOf } from './intake/sniff-file.js';
import type { OnRead, SourceFile } from './intake/source-file.js';
import { ondeTypeOf } from './onde/onde-columns.js';
import type { OndeFile } from './onde/onde-file.js';
import { openOnde } from './onde/open-onde.js';
import { isPlainCsv, openPlainCsv, type CsvFile } from './plain-csv/open-plain-csv.js';
import type { School } from './ports.js';
import { openSiecle } from './siecle/open-siecle.js';
import { siecleTypeOf, type SiecleFile } from './siecle/siecle-file.js';

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

interface Sorted {
  aaf: AafFile[];
  siecle: SiecleFile[];
  onde: OndeFile[];
  csv: CsvFile[];
  /** Files that are of no feed, and what was seen in them. */
  strangers: Refusal[];
}

/**
 * Opens the feed that the files are together.
 * @throws FeedError naming the export to make when files are missing, are others than needed, or are of several feeds.
 */
export async function openFeed(files: readonly SourceFile[], options: FeedOptions): Promise<Feed> {
  const sorted: Sorted = { aaf: [], siecle: [], onde: [], csv: [], strangers: [] };
  for (const source of files) await sort(source, sorted);
  const formats = (['aaf', 'siecle', 'onde', 'csv'] as const).filter((format) => sorted[format].length > 0);
  const [format = options.format, ...others] = formats.filter((one) => (options.format ?? one) === one);
  if (sorted.strangers.length > 0 && (formats.length === 0 || files.length === sorted.strangers.length)) {
    throw new FeedError(sorted.strangers);
  }
  if (others.length > 0 || format === undefined) {
    throw new FeedError({ code: 'kinds-several', values: { formats: formats.join(', ') } });
  }
  if (!formats.includes(format)) {
    throw new FeedError({ code: 'format-none', values: { format, formats: formats.join(', ') } });
  }
  switch (format) {
    case 'aaf':
      return openAaf(sorted.aaf, options);
    case 'siecle':
      return openSiecle(sorted.siecle, options);
    case 'onde':
      return openOnde(sorted.onde, options);
    case 'csv':
      return openPlainCsv(sorted.csv, options.onRead);
  }
}

async function sort(source: SourceFile, sorted: Sorted): Promise<void> {
  const head = await readHead(source);
  const root = rootOf(head);
  const type = aafTypeOf(source.name, head);
  const siecle = siecleTypeOf(root);
  if (type !== undefined) sorted.aaf.push({ source, type });
  else if (siecle !== undefined) sorted.siecle.push({ source, type: siecle });
  else if (root !== undefined || !/\.(csv|txt)$/i.test(source.name))
    sorted.strangers.push(describe(source, head, root));
  else {
    const titles = titlesOf(head);
    const onde = ondeTypeOf(titles);
    if (onde !== undefined) sorted.onde.push({ source, head, type: onde });
    else if (isPlainCsv(titles)) sorted.csv.push({ source, head });
    else sorted.strangers.push({ code: 'file-csv-other', values: { file: source.name } });
  }
}

/** What a file is that cannot be imported, and what to export instead. */
function describe({ name: file }: SourceFile, head: string, root: string | undefined): Refusal {
  if (root !== undefined && /^(STS_EDT|EDT_STRUCTURES)$/i.test(root))
    return { code: 'file-stsweb', values: { file, menu: siecleMenu } };
  if (root === 'ficAlimMENESR') return { code: 'file-aaf-empty', values: { file } };
  if (root !== undefined) return { code: 'file-xml-other', values: { file, root: root.slice(0, 60) } };
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0') || head.startsWith('PK'))
    return { code: 'file-spreadsheet', values: { file } };
  return { code: 'file-other', values: { file } };
}
