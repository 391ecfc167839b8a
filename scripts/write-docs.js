import { readFileSync, writeFileSync } from 'node:fs';
import { settingsTable } from '../dist/cli/settings-command.js';
import { errorPageText } from '../dist/error-page-text.js';

/** Writes what is generated from the code: `src/errors.md`, and the settings in `README.md`. Tests compare both. */
const root = new URL('../', import.meta.url);
const locale = JSON.parse(readFileSync(new URL('templates/locales/fr.json', root), 'utf8'));
writeFileSync(new URL('src/errors.md', root), errorPageText(locale.errors));

const readme = readFileSync(new URL('README.md', root), 'utf8');
const table = settingsTable().join('\n');
const between = /(<!-- prettier-ignore-start -->\n)[^]*?(\n<!-- prettier-ignore-end -->)/;
writeFileSync(
  new URL('README.md', root),
  readme.replace(between, (_, start, end) => `${start}${table}${end}`),
);
