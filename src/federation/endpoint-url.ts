import { parseUrl } from '../parse-url.js';

/** Longer addresses do not pass every proxy. */
const MAX_LENGTH = 2000;

/**
 * What is wrong with an address that browsers will be sent to, or undefined (security 4, M05).
 * Plain http passes only toward this machine, or when the gateway itself is published over http on a network.
 */
export function endpointFault(location: string, ownEntityId: string): string | undefined {
  if (location.length > MAX_LENGTH) return `over ${MAX_LENGTH} characters: shorten it`;
  if (hasBlankOrControl(location))
    return 'has blanks, control characters or a backslash: write it percent-encoded';
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i.exec(location);
  const url = parseUrl(location);
  if (!parts || !url) return 'is not an absolute https:// address: write it in full';
  const authority = parts[2] ?? '';
  if (authority.includes('@')) return 'has a user name or password before the host: remove it';
  if (!/^[\x21-\x7e]+$/.test(authority))
    return 'has a host name with non-ASCII characters: write it as xn--…';
  if (location.includes('#')) return 'has a fragment (#…): remove it';
  if (url.origin === parseUrl(ownEntityId)?.origin)
    return 'is on this gateway itself: give the address of the portal';
  return protocolFault(url, ownEntityId);
}

/** True for the names and addresses of this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname) ||
    hostname === '[::1]'
  );
}

function protocolFault(url: URL, ownEntityId: string): string | undefined {
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return `begins with ${url.protocol}: only https:// is accepted`;
  if (isLoopbackHost(url.hostname) || isPlainHttpNetwork(ownEntityId)) return undefined;
  return 'is plain http: use https (http passes for localhost only)';
}

function isPlainHttpNetwork(ownEntityId: string): boolean {
  const own = parseUrl(ownEntityId);
  return own?.protocol === 'http:' && !isLoopbackHost(own.hostname);
}

function hasBlankOrControl(text: string): boolean {
  return [...text].some((character) => character <= ' ' || character === '\u007f' || character === '\\');
}
