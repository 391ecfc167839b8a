/** A list of whole numbers in four octets each, that only grows. */
export class GrowingNumbers {
  private numbers = new Int32Array(1024);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(number: number): number {
    if (this.count === this.numbers.length) {
      const larger = new Int32Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.count] = number;
    this.count += 1;
    return this.count - 1;
  }

  get(place: number): number {
    return this.numbers[place] ?? 0;
  }

  set(place: number, number: number): void {
    this.numbers[place] = number;
  }
}
