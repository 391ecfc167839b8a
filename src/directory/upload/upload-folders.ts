import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const idShape = /^[0-9a-f]{32}$/;

/** Where uploads are on disk: a folder each, of numbered files. No name that somebody gave is ever a path. */
export class UploadFolders {
  /** `root` is made at the first upload; only its owner can look into it. */
  constructor(private readonly root: string) {}

  /** Makes the folder of an upload. */
  async make(id: string): Promise<string> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const folder = this.folderOf(id);
    await mkdir(folder, { mode: 0o700 });
    return folder;
  }

  /** The paths of its first `count` files; undefined when they are not on this disk. */
  async files(id: string, count: number): Promise<string[] | undefined> {
    const paths = Array.from({ length: count }, (_, place) => join(this.folderOf(id), String(place)));
    const found = await Promise.all(
      paths.map((path) =>
        stat(path).then(
          (one) => one.isFile(),
          () => false,
        ),
      ),
    );
    return found.every(Boolean) ? paths : undefined;
  }

  /** Does `work` in a new folder within that of the upload, emptied of what a work that died left. */
  async within<T>(id: string, work: (folder: string) => Promise<T>): Promise<T> {
    const place = join(this.folderOf(id), 'work');
    await rm(place, { recursive: true, force: true });
    await mkdir(place, { mode: 0o700 });
    try {
      return await work(await mkdtemp(join(place, 'run-')));
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.folderOf(id), { recursive: true, force: true });
  }

  /** Ids of the uploads on this disk. */
  async list(): Promise<string[]> {
    const names = await readdir(this.root).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => idShape.test(name));
  }

  private folderOf(id: string): string {
    if (!idShape.test(id)) throw new TypeError('not the id of an upload');
    return join(this.root, id);
  }
}
