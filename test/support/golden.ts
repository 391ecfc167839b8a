import { readFileSync, writeFileSync } from 'node:fs';

/** Compares `text` with `test/golden/<name>`, byte for byte; `UPDATE_GOLDEN=1` writes the file instead, to be read in review. */
export function expectGolden(name: string, text: string): void {
  const path = `test/golden/${name}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
