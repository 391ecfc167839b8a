import type { Report } from './fault.js';
import { headLength, LmdbFile, type Tree } from './lmdb-file.js';

const kinds = { branch: 0x01, leaf: 0x02, overflow: 0x04 } as const;
const nodeHead = 8;
const bigData = 0x01;

/** A page that LMDB may not be shown. */
class DamagedPage extends Error {}

/**
 * Reads every page that the latest transaction can reach and reports the damaged ones. Nobody may use these pages again
 * meanwhile: either nobody writes, or the caller has a snapshot open.
 * @returns how many faults there are. @throws OperatorError when the file is no data file of LMDB.
 */
export function checkPages(path: string, report: Report): number {
  const file = new LmdbFile(path);
  try {
    const { pageSize, trees } = file.readMeta();
    const walker = new TreeWalker(file, pageSize);
    return [trees.free, trees.main].reduce((sum, tree) => sum + checkTree(walker, tree, report), 0);
  } finally {
    file.close();
  }
}

function checkTree(walker: TreeWalker, tree: Tree, report: Report): number {
  let damaged = 0;
  let entries = 0;
  const pending = tree.root === undefined ? [] : [tree.root];
  for (let page = pending.pop(); page !== undefined; page = pending.pop()) {
    try {
      const { children, leaves } = walker.visit(page);
      pending.push(...children);
      entries += leaves;
    } catch (error) {
      if (!(error instanceof DamagedPage)) throw error;
      damaged += 1;
      report({ what: `page ${page} of the data file is damaged (${error.message})` });
    }
  }
  if (damaged > 0 || entries === tree.entries) return damaged;
  report({ what: `the data file has ${entries} entries, and its last transaction left ${tree.entries}` });
  return 1;
}

/** Reads the nodes of a page as LMDB does (mdb.c, "MDB_page" and "MDB_node"), and believes none of them. */
class TreeWalker {
  private readonly seen = new Set<number>();

  constructor(
    private readonly file: LmdbFile,
    private readonly pageSize: number,
  ) {}

  /** The pages below `page`, or how many entries it has. @throws DamagedPage. */
  visit(page: number): { children: number[]; leaves: number } {
    if (this.seen.has(page)) throw new DamagedPage('it belongs to two others');
    this.seen.add(page);
    const bytes = this.pageAt(page);
    const kind = bytes.readUInt16LE(18);
    if (kind !== kinds.branch && kind !== kinds.leaf) throw new DamagedPage('it is no page of a tree');
    const nodes = this.nodesOf(bytes);
    if (kind === kinds.branch) return { children: nodes.map((at) => childAt(bytes, at)), leaves: 0 };
    for (const at of nodes) this.checkLeaf(bytes, at);
    return { children: [], leaves: nodes.length };
  }

  private pageAt(page: number): Buffer {
    const bytes = this.file.read(page * this.pageSize, this.pageSize);
    if (bytes.length < this.pageSize) throw new DamagedPage('it lies behind the end of the file');
    if (bytes.readBigUInt64LE(0) !== BigInt(page)) throw new DamagedPage('it has the number of another');
    return bytes;
  }

  /** Where each node begins. */
  private nodesOf(bytes: Buffer): number[] {
    const lower = bytes.readUInt16LE(20);
    const upper = bytes.readUInt16LE(22);
    if (lower % 2 !== 0 || lower > upper || upper > this.pageSize - headLength)
      throw new DamagedPage('its head is wrong');
    return Array.from({ length: lower / 2 }, (_, index) => {
      const at = headLength + bytes.readUInt16LE(headLength + 2 * index);
      if (at < headLength + upper || at + nodeHead > this.pageSize)
        throw new DamagedPage('a node lies outside');
      if (at + nodeHead + bytes.readUInt16LE(at + 6) > this.pageSize)
        throw new DamagedPage('a key lies outside');
      return at;
    });
  }

  private checkLeaf(bytes: Buffer, at: number): void {
    const size = bytes.readUInt32LE(at);
    const flags = bytes.readUInt16LE(at + 4);
    const data = at + nodeHead + bytes.readUInt16LE(at + 6);
    if ((flags & ~bigData) !== 0) throw new DamagedPage('an entry is of an unknown kind');
    const end = data + (flags === bigData ? 24 : size);
    if (end > this.pageSize) throw new DamagedPage('a value lies outside');
    if (flags === bigData) this.checkOverflow(Number(bytes.readBigUInt64LE(data)), size);
  }

  /** A large value has pages of its own, one behind the other. */
  private checkOverflow(page: number, size: number): void {
    const bytes = this.pageAt(page);
    const pages = bytes.readUInt32LE(20);
    if (bytes.readUInt16LE(18) !== kinds.overflow)
      throw new DamagedPage(`page ${page} is not that of its value`);
    if (size > pages * this.pageSize - headLength || (page + pages) * this.pageSize > this.file.size) {
      throw new DamagedPage(`the value in page ${page} lies outside`);
    }
  }
}

function childAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt16LE(at + 4) * 2 ** 32;
}
