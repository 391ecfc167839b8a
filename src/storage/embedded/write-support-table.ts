import { readFileSync, writeFileSync } from 'node:fs';
import { withSupportTable } from './describe-support.js';

/** Run after a build, from the project's folder: `node dist/storage/embedded/write-support-table.js`. */
const file = 'src/storage/embedded/README.md';
writeFileSync(file, withSupportTable(readFileSync(file, 'utf8')));
