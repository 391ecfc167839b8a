/** Whether `text` is an absolute address of http or https. */
export function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text)) return false;
  try {
    // URL.canParse of Node.js 20 refuses `https://é.fr` once some thousand calls had it compiled (measured).
    return new URL(text).host !== '';
  } catch {
    return false;
  }
}

/** An address without the tabs and line breaks in it, which readers of addresses pass over (WHATWG URL 4.4). */
export function withoutBreaks(address: string): string {
  return address.replaceAll(/[\t\n\r]/g, '');
}
