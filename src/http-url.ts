import { parseUrl } from './parse-url.js';

/** Whether `text` is an absolute address of http or https. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && Boolean(parseUrl(text)?.host);
}

/** An address without the tabs and line breaks in it, which readers of addresses pass over (WHATWG URL 4.4). */
export function withoutBreaks(address: string): string {
  return address.replaceAll(/[\t\n\r]/g, '');
}
