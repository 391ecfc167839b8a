declare global {
  /** Set by jest.faults.config.js alone. */
  var faultsAtFullSize: boolean | undefined;
}

/** The size of a test of faults: `quick` in `make test`, `full` in `make faults`. */
export function faultSize<T>(quick: T, full: T): T {
  return globalThis.faultsAtFullSize ? full : quick;
}

/** Prints what a run at full size found, under the name of its fault. */
export function reportFault(name: string, finding: Record<string, number | string>): void {
  if (globalThis.faultsAtFullSize) console.log(`${name}: ${JSON.stringify(finding)}`);
}
