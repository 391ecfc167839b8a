import { parseUrl } from '../parse-url.js';

const noOrigin = 'http://gateway.invalid';

/**
 * A path of this site to go to after a step, or `/`. What the URL parser makes of the text is judged, not the text:
 * `/..//evil` parses to `//evil`, which a browser takes for another host (security L07).
 */
export function safeReturnTo(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 2048 || !wanted.startsWith('/')) return '/';
  const path = pathOf(wanted);
  return path !== undefined && pathOf(path) === path ? path : '/';
}

function pathOf(text: string): string | undefined {
  const url = parseUrl(text, noOrigin);
  if (url === undefined) return undefined;
  const path = `${url.pathname}${url.search}`;
  return url.origin === noOrigin && !/^\/[/\\]/.test(path) ? path : undefined;
}
