import type { ImportReport } from '../import/import-report.js';
import type { UploadOptions, UploadProgress } from './upload.js';

/** Files on this disk to import or to try, and what they are called. */
export interface FilesOrder extends UploadOptions {
  paths: readonly string[];
  names: readonly string[];
  by: string;
  dryRun: boolean;
  allowDepartures: 'all' | readonly string[];
  workFolder: string;
}

/** What who ordered it is told meanwhile. */
export interface FilesWatch {
  onProgress(progress: UploadProgress): void;
  /** Aborts when the process stops: the import ends after the batch that it is at. */
  signal: AbortSignal;
}

/**
 * Imports files, or says what that would do.
 * @throws OperatorError when they cannot be imported; what the signal gives; any other error is a fault of ours.
 */
export type ImportFiles = (order: FilesOrder, watch: FilesWatch) => Promise<ImportReport>;
