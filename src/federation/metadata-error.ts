import { OperatorError } from '../operator-error.js';

/** All that is wrong with a service provider's metadata: each fault says what to do about it. */
export class MetadataError extends OperatorError {
  constructor(readonly faults: readonly string[]) {
    super(`Metadata to correct:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** What a reading found: a fault refuses the metadata, a warning is told to the operator. */
export class Findings {
  readonly faults: string[] = [];
  readonly warnings: string[] = [];
  fault(text: string): void {
    this.faults.push(text);
  }
  warn(text: string): void {
    this.warnings.push(text);
  }
}

/** A value of the file as a sentence may quote it: control characters shown, cut at 120 characters. */
export function quote(value: string): string {
  const cut = value.length > 120 ? `${value.slice(0, 120)}…` : value;
  return JSON.stringify(cut);
}
