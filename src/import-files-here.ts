import { importSources } from './directory/import-sources.js';
import type { ImportTools } from './directory/import/run-import.js';
import type { ImportFiles } from './directory/upload/import-files.js';
import type { UploadProgress } from './directory/upload/upload.js';

/** Imports files in this thread. It looks at the signal at each piece read and each batch written. */
export function importFilesHere(tools: ImportTools): ImportFiles {
  return (order, { signal, onProgress }) => {
    const tell = (phase: UploadProgress['phase']) => (done: number, total: number) => {
      signal.throwIfAborted();
      onProgress({ phase, done, total });
    };
    return importSources({ ...order, onRead: tell('reading'), onWritten: tell('writing') }, tools);
  };
}
