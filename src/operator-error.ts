/** What an operator can put right: the message says how and is printed as it is, without a stack. */
export class OperatorError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What each error of the system means for a folder. */
const meanings: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not read or write it',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EEXIST: 'there is a file where a folder is needed',
  EISDIR: 'there is a folder where a file is needed',
};

/**
 * Does `work` on the folder that `setting` names.
 * @throws OperatorError naming the setting when the system refuses the folder; any other error as it is.
 */
export async function inFolder<T>(setting: string, folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw folderError(setting, folder, error) ?? error;
  }
}

function folderError(setting: string, folder: string, error: unknown): OperatorError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const meaning = meanings[String(error.code)];
  if (meaning === undefined) return undefined;
  const place = 'path' in error ? String(error.path) : folder;
  return new OperatorError(
    `${setting}=${folder} cannot be used: ${place}: ${meaning}. Set ${setting} to a folder that this user owns.`,
    { cause: error },
  );
}
