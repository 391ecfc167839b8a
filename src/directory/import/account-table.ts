/** Octets of an account id written as 32 hex digits. */
const width = 16;

/** Account ids by ordinal, in 16 octets each when they are 128 bits in hex as those made here; others are kept as they are. */
export class AccountTable {
  private octets = Buffer.alloc(1024 * width);
  private readonly others = new Map<number, string>();
  private count = 0;

  /** Adds an id; gives its ordinal. */
  push(id: string): number {
    if ((this.count + 1) * width > this.octets.length) {
      this.octets = Buffer.concat([this.octets, Buffer.alloc(this.octets.length)]);
    }
    if (/^[0-9a-f]{32}$/.test(id)) this.octets.write(id, this.count * width, 'hex');
    else this.others.set(this.count, id);
    this.count += 1;
    return this.count - 1;
  }

  get(ordinal: number): string {
    return this.others.get(ordinal) ?? this.octets.toString('hex', ordinal * width, (ordinal + 1) * width);
  }
}
