import { hash } from 'node:crypto';

/** Words of 32 bits kept of a hash: two of a million texts share 96 bits once in 10^17 imports. */
const words = 3;

/**
 * Whole numbers by text, in 24 octets an entry however long the text: a feed has a million people, and their keys as strings
 * took 90. Nothing is removed.
 */
export class CompactMap {
  private count = 0;
  private hashes = new Uint32Array(1024 * words);
  private values = new Int32Array(1024);
  private slots = new Int32Array(2048);

  get size(): number {
    return this.count;
  }

  get(text: string): number | undefined {
    const entry = this.slots[this.slotOf(digest(text))] ?? 0;
    return entry === 0 ? undefined : this.values[entry - 1];
  }

  has(text: string): boolean {
    return this.get(text) !== undefined;
  }

  set(text: string, value: number): void {
    const key = digest(text);
    const slot = this.slotOf(key);
    const entry = this.slots[slot] ?? 0;
    if (entry > 0) {
      this.values[entry - 1] = value;
      return;
    }
    this.hashes.set(key, this.count * words);
    this.values[this.count] = value;
    this.count += 1;
    this.slots[slot] = this.count;
    if (this.count === this.values.length) this.grow();
  }

  /** The slot of the key, or the free one where it would go. */
  private slotOf(key: Uint32Array): number {
    const mask = this.slots.length - 1;
    let slot = (key[0] ?? 0) & mask;
    for (let entry = this.slots[slot] ?? 0; entry > 0; entry = this.slots[slot] ?? 0) {
      if (this.isAt(entry - 1, key)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private isAt(place: number, key: Uint32Array): boolean {
    const at = place * words;
    return this.hashes[at] === key[0] && this.hashes[at + 1] === key[1] && this.hashes[at + 2] === key[2];
  }

  private grow(): void {
    const { hashes, values } = this;
    this.hashes = new Uint32Array(hashes.length * 2);
    this.hashes.set(hashes);
    this.values = new Int32Array(values.length * 2);
    this.values.set(values);
    this.slots = new Int32Array(this.slots.length * 2);
    for (let place = 0; place < this.count; place += 1) {
      this.slots[this.slotOf(this.hashes.subarray(place * words, (place + 1) * words))] = place + 1;
    }
  }
}

const scratch = new Uint32Array(words);
/** As a text of octets: 0.3 µs, against 1.0 µs as a Buffer. */
function digest(text: string): Uint32Array {
  const octets = hash('sha1', text, 'binary');
  for (let word = 0; word < words; word += 1) scratch[word] = wordAt(octets, word * 4);
  return scratch;
}

function wordAt(octets: string, at: number): number {
  const octet = (place: number): number => octets.charCodeAt(at + place) << (8 * place);
  return octet(0) | octet(1) | octet(2) | octet(3);
}
