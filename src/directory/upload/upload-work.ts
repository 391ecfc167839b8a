import { OperatorError } from '../../operator-error.js';
import { FeedError } from '../feed/feed-error.js';
import type { ImportReport } from '../import/import-report.js';
import { firstLife, Heartbeat, type HeartbeatTools } from './heartbeat.js';
import type { ImportFiles } from './import-files.js';
import type { UploadFolders } from './upload-folders.js';
import type { Upload, UploadChange, UploadFault, UploadRepository } from './upload.js';

/** What an operator had done with an upload, for the audit trail. */
export interface UploadAct {
  act: 'import.try' | 'import.apply' | 'import.applied';
  upload: Pick<Upload, 'id' | 'by'>;
  report?: ImportReport;
}

export interface UploadWorkTools extends HeartbeatTools {
  uploads: UploadRepository;
  folders: UploadFolders;
  importFiles: ImportFiles;
  record(act: UploadAct): Promise<void>;
  log: { error(fields: object, text: string): void };
}

export interface WorkOrder {
  dryRun: boolean;
  allowDepartures?: 'all' | readonly string[];
}

/** Tries and imports uploads in the background, one after the other in this process. What happens is said in the upload. */
export class UploadWork {
  private queue: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  constructor(private readonly tools: UploadWorkTools) {}

  /** Begins, unless another request began with the upload meanwhile. */
  async start(upload: Upload, order: WorkOrder): Promise<void> {
    const { uploads } = this.tools;
    const state = order.dryRun ? 'trying' : 'applying';
    const change = {
      state,
      aliveUntil: firstLife(this.tools),
      files: upload.files,
      fault: undefined,
      refusals: undefined,
    } as const;
    if (!(await uploads.change(upload, { ...change, progress: undefined }))) return;
    const begun = { ...upload, state, version: upload.version + 1 } as const;
    const heart = new Heartbeat(this.tools, upload.id);
    this.queue = this.queue.then(async () => {
      try {
        await this.finish(begun, await this.work(begun, order, heart));
      } catch (error) {
        this.tools.log.error({ err: error, upload: upload.id }, 'an upload cannot be worked on');
      } finally {
        heart.stop();
      }
    });
  }

  /** Resolves when nothing runs any more: what runs ends after the batch it is at, what waits does not begin. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('the gateway stops'));
    await this.queue;
  }

  /** Resolves when what was begun until now has ended. */
  async idle(): Promise<void> {
    await this.queue;
  }

  private async work(upload: Upload, order: WorkOrder, heart: Heartbeat): Promise<UploadChange> {
    const { folders, importFiles, record } = this.tools;
    const { dryRun, allowDepartures = [] } = order;
    const { signal } = this.stopping;
    try {
      signal.throwIfAborted();
      const paths = await folders.files(upload.id, upload.files.length);
      if (paths === undefined) return { state: 'refused', fault: fault('files-gone') };
      await record({ act: dryRun ? 'import.try' : 'import.apply', upload });
      const names = upload.files.map(({ name }) => name);
      const report = await folders.within(upload.id, (workFolder) =>
        importFiles(
          { ...upload.options, paths, names, by: upload.by, dryRun, allowDepartures, workFolder },
          { signal, onProgress: (progress) => (heart.progress = progress) },
        ),
      );
      if (report.state === 'applied') await record({ act: 'import.applied', upload, report });
      return { state: report.state === 'applied' ? 'applied' : 'tried', run: report.run };
    } catch (error) {
      return this.faultChange(error, order);
    }
  }

  /** Without a report: another export is needed, the import waits for another one, or the work can be begun again. */
  private faultChange(error: unknown, { dryRun }: WorkOrder): UploadChange {
    if (error instanceof OperatorError) {
      const refusals = error instanceof FeedError ? { refusals: error.refusals } : {};
      return { state: dryRun ? 'refused' : 'tried', fault: error.message, ...refusals };
    }
    if (this.stopping.signal.aborted) return { fault: fault('broken-off') };
    this.tools.log.error({ err: error }, 'the import of an upload failed');
    return { fault: fault('internal') };
  }

  private async finish(upload: Upload, change: UploadChange): Promise<void> {
    const { uploads, folders } = this.tools;
    await uploads.change(upload, { ...change, progress: undefined, aliveUntil: undefined });
    if (change.state === 'applied' || change.state === 'refused') await folders.remove(upload.id);
  }
}

function fault(word: UploadFault): UploadFault {
  return word;
}
