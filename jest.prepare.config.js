import config from './jest.config.js';

/** `make test` runs this first: one process finds or installs the helpers, before the tests run side by side. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/support/prepare-helpers.ts'],
  reporters: ['<rootDir>/test/support/failure-reporter.js'],
  testTimeout: 600_000,
};
