/** Closes the run with the plain line `N passed, N failed`. A suite that could not run counts as one failure. */
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped}\n`;
    // After jest's own summary, which other reporters write once this one is done.
    process.once('exit', () => process.stdout.write(line));
  }
}
