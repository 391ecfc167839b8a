import { MetadataError } from './metadata-error.js';

/**
 * The text of a metadata file, by its byte order mark, else by its encoding declaration, else UTF-8 (XML 1.0 appendix F).
 * @throws MetadataError when the octets are not of that encoding.
 */
export function decodeMetadata(octets: Uint8Array): string {
  const label = byteOrderMark(octets) ?? declaredEncoding(octets) ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(octets);
  } catch {
    throw new MetadataError([`not text in ${JSON.stringify(label)}: save the file in UTF-8`]);
  }
}

function byteOrderMark(octets: Uint8Array): string | undefined {
  if (octets[0] === 0xfe && octets[1] === 0xff) return 'utf-16be';
  if (octets[0] === 0xff && octets[1] === 0xfe) return 'utf-16le';
  return octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf ? 'utf-8' : undefined;
}

function declaredEncoding(octets: Uint8Array): string | undefined {
  const start = Buffer.from(octets.subarray(0, 200)).toString('latin1');
  return /^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,30})["']/.exec(start)?.[1];
}
