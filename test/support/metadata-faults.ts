import { MetadataError } from '../../src/federation/metadata-error.js';

/** What `read` says is wrong with metadata; nothing when it reads. */
export function metadataFaults(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof MetadataError) return error.faults;
    throw error;
  }
}
