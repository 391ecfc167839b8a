import { readFileSync, writeFileSync } from 'node:fs';
import { settingsTable } from '../dist/cli/settings-command.js';
import { errorPageText } from '../dist/error-page-text.js';
import { withSupportTable } from '../dist/storage/embedded/describe-support.js';

/**
 * Writes what is generated from the code: `src/errors.md`, the settings in `README.md`, and what the embedded store supports
 * in its README. Tests compare all three.
 */
const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const write = (path, text) => writeFileSync(new URL(path, root), text);

write('src/errors.md', errorPageText(JSON.parse(read('templates/locales/fr.json')).errors));

const table = settingsTable().join('\n');
const between = /(<!-- prettier-ignore-start -->\n)[^]*?(\n<!-- prettier-ignore-end -->)/;
write(
  'README.md',
  read('README.md').replace(between, (_, start, end) => `${start}${table}${end}`),
);

const embedded = 'src/storage/embedded/README.md';
write(embedded, withSupportTable(read(embedded)));
