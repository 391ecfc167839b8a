import { readFileSync } from 'node:fs';
import { templatesFolder } from '../../../src/web/templates-folder.js';

test('the theme names no left or right: pages run in both directions', () => {
  const css = readFileSync(new URL('assets/theme.css', templatesFolder), 'utf8');
  const physical =
    /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|float|(?:text-align|clear):\s*(?:left|right))/;
  expect(css.split('\n').filter((line) => physical.test(line.replace(/\/\*.*?\*\//g, '')))).toEqual([]);
});
