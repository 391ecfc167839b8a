import { readFileSync } from 'node:fs';
import { templatePaths } from '../../../src/web/render.js';
import { templatesFolder } from '../../../src/web/templates-folder.js';

const read = (path: string): string => readFileSync(new URL(path, templatesFolder), 'utf8');

test('the theme names no left or right: pages run in both directions', () => {
  const physical =
    /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|float|(?:text-align|clear):\s*(?:left|right))/;
  const lines = read('assets/theme.css')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .split('\n');
  expect(lines.filter((line) => physical.test(line))).toEqual([]);
});

test('what is typed in Latin letters or digits runs from left to right in every language', () => {
  for (const path of templatePaths()) {
    const fields = [...read(path).matchAll(/<input(?![^>]*(?: hidden>|type="hidden"))[^>]*>/g)].map(String);
    const latin = fields.filter((field) =>
      /type="(?:email|tel|password)"|inputmode="numeric"|autocapitalize="none"|autocomplete="one-time-code"/.test(
        field,
      ),
    );
    expect([path, latin.filter((field) => !field.includes(' dir="ltr"'))]).toEqual([path, []]);
  }
});
