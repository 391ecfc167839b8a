/** What somebody signed in with, as coarse as people say it: kept with the session, never compared nor counted. */
export interface BrowserKind {
  browser: (typeof browserNames)[number];
  system: (typeof systemNames)[number];
}

export const browserNames = ['firefox', 'edge', 'opera', 'chrome', 'safari', 'other'] as const;
export const systemNames = ['android', 'ios', 'windows', 'chromeos', 'macos', 'linux', 'other'] as const;

/** In this order: most browsers also claim to be those that come later. */
const browsers: readonly [BrowserKind['browser'], RegExp][] = [
  ['firefox', /Firefox\/|FxiOS\//],
  ['edge', /Edg(e|A|iOS)?\//],
  ['opera', /OPR\/|Opera/],
  ['chrome', /Chrome\/|CriOS\//],
  ['safari', /Safari\//],
];
const systems: readonly [BrowserKind['system'], RegExp][] = [
  ['android', /Android/],
  ['ios', /iPhone|iPad|iPod/],
  ['windows', /Windows/],
  ['chromeos', /CrOS/],
  ['macos', /Mac OS X/],
  ['linux', /Linux/],
];

/** Reads a User-Agent (RFC 9110 10.1.5): the families of browser and system, no version and nothing else. */
export function browserKind(userAgent: string | undefined): BrowserKind {
  const text = (userAgent ?? '').slice(0, 500);
  const find = <N>(of: readonly [N, RegExp][]): N | undefined => of.find(([, mark]) => mark.test(text))?.[0];
  return { browser: find(browsers) ?? 'other', system: find(systems) ?? 'other' };
}
