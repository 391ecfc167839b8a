import fc from 'fast-check';
import { safeReturnTo } from '../../../src/web/return-to.js';

describe('safeReturnTo', () => {
  test.each(['/', '/aide', '/aide?a=b&c=%2F%2Fevil', '/a/b/../c'])(
    'keeps the path %s on this site',
    (path) => {
      expect(new URL(safeReturnTo(path), 'https://gateway.test').origin).toBe('https://gateway.test');
      expect(safeReturnTo(path)).not.toBe(path === '/' ? '' : '/');
    },
  );

  // security L07
  test.each([
    '//evil.example',
    '/\\evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    'https:evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '%09//evil.example',
    '\t//evil.example',
    '/\t/evil.example',
    '/\r\n/evil.example',
    '/..\r\n//evil.example',
    `/${'a'.repeat(3000)}`,
    '',
    undefined,
    ['/aide'],
    { toString: () => '/aide' },
  ])('L07: answers / to %j', (wanted) => {
    expect(safeReturnTo(wanted)).toBe('/');
  });

  test('L07: whatever the text, a browser stays on this site', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '\t',
      '\r',
      '\n',
      '@',
      ':',
      'evil.example',
      'a',
      '?',
      '#',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = safeReturnTo(`/${pieces.join('')}`);
        const landed = new URL(path, 'https://gateway.test/connexion');
        expect(landed.origin).toBe('https://gateway.test');
        expect(path).toMatch(/^\/(?![/\\])[^\r\n\t]*$/);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});
