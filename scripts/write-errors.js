import { readFileSync, writeFileSync } from 'node:fs';
import { errorPageText } from '../dist/error-page-text.js';

const locale = JSON.parse(readFileSync(new URL('../templates/locales/fr.json', import.meta.url), 'utf8'));
writeFileSync(new URL('../src/errors.md', import.meta.url), errorPageText(locale.errors));
