/** A file to read. */
export interface SourceFile {
  /** As the operator knows it: the path given, or `archive.tgz:file.xml`. */
  name: string;
  /** Where it is now. */
  path: string;
  /** In octets. */
  size: number;
}

/** Told the octets read so far, for a progress bar. */
export type OnRead = (octets: number) => void;
