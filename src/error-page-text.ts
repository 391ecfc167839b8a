import { catalogue, type ErrorEntry } from './error-catalogue.js';

/** The text of `src/errors.md`: every code, what the portal is told, and what support should look at. */
export function errorPageText(sentences: Readonly<Record<string, string>>): string {
  const rows = Object.entries(catalogue as Record<string, ErrorEntry>).map(([code, entry]) => {
    const saml = entry.saml?.filter((part) => part !== undefined).join(' / ') ?? '';
    return `| \`${code}\` | ${entry.status} | ${saml} | ${entry.support} | ${sentences[entry.sentence] ?? ''} |`;
  });
  return [
    '# Error codes',
    '',
    'Generated from `error-catalogue.ts` by `npm run docs`; a test compares.',
    'The code is in the log line and, small, on the page, with an id that can be said on the telephone.',
    '“SAML status” is what the portal receives; empty: the person sees a page here and the portal is told nothing.',
    '',
    '| code | HTTP | SAML status | what support looks at | what the person reads |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
