/** Says nothing but why something failed. */
export default class FailureReporter {
  onTestResult(_test, result) {
    if (result.failureMessage) process.stderr.write(`${result.failureMessage}\n`);
  }
}
