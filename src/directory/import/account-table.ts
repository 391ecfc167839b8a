import { KeyTable } from './key-table.js';
import type { PlanMemory } from './plan-memory.js';

/** Words of 32 bits of an account id written as 32 hex digits. */
const words = 4;

/** Account ids by ordinal, in 16 octets each when they are 128 bits in hex as those made here; others are kept as they are. */
export class AccountTable {
  private readonly keys: KeyTable;
  private readonly others = new Map<number, string>();
  private readonly otherOrdinals = new Map<string, number>();

  constructor(memory: PlanMemory) {
    this.keys = new KeyTable(words, memory);
  }

  /** Adds an id, which may be there already; gives its ordinal. */
  push(id: string): number {
    const ordinal = this.keys.add(keyOf(id));
    if (!isOurs(id)) {
      this.others.set(ordinal, id);
      this.otherOrdinals.set(id, ordinal);
    }
    return ordinal;
  }

  /** The last ordinal that the id was given. */
  ordinalOf(id: string): number | undefined {
    return isOurs(id) ? this.keys.ordinalOf(keyOf(id)) : this.otherOrdinals.get(id);
  }

  get(ordinal: number): string {
    const other = this.others.get(ordinal);
    if (other !== undefined) return other;
    const key = this.keys.keyOf(ordinal);
    for (let word = 0; word < words; word += 1) octets.writeInt32BE(key[word] ?? 0, word * 4);
    return octets.toString('hex');
  }
}

/** All zeros is the key of the others. */
function isOurs(id: string): boolean {
  return /^(?!0{32})[0-9a-f]{32}$/.test(id);
}

const octets = Buffer.alloc(words * 4);
const scratch = new Int32Array(words);
function keyOf(id: string): Int32Array {
  octets.fill(0);
  octets.write(id, 'hex');
  for (let word = 0; word < words; word += 1) scratch[word] = octets.readInt32BE(word * 4);
  return scratch;
}
