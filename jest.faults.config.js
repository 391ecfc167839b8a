import config from './jest.config.js';

/** `make faults`: the tests of what goes wrong, at their full size and one after the other. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/storage/embedded/faults/*.test.ts'],
  globals: { faultsAtFullSize: true },
  maxWorkers: 1,
  testTimeout: 900_000,
};
