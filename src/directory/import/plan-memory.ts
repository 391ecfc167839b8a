/**
 * Octets taken from the system at once. So many are mapped apart and given back whole (mallopt(3): over 32 MiB), and cost nothing
 * until they are written; pieces of 64 kB stayed with the process, 40 MB of them beside the writes of an import.
 */
const roomOctets = 64 * 1024 * 1024;

/** Where the tables of a plan take their pieces from: all of it is free when the plan is. */
export class PlanMemory {
  private room = new ArrayBuffer(0);
  private taken = 0;

  /** Zeros. */
  take(length: number): Int32Array {
    const octets = length * Int32Array.BYTES_PER_ELEMENT;
    if (this.taken + octets > this.room.byteLength) {
      this.room = new ArrayBuffer(roomOctets);
      this.taken = 0;
    }
    const piece = new Int32Array(this.room, this.taken, length);
    this.taken += octets;
    return piece;
  }
}
