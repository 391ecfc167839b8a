import { open } from 'node:fs/promises';
import type { SourceFile } from './source-file.js';

/** Octets looked at. */
const headLength = 65_536;

/** The beginning of a file, octets as characters: enough to tell what it is, whatever its encoding. */
export async function readHead({ path }: SourceFile): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The root element of an XML document; undefined when the text is none. */
export function rootOf(head: string): string | undefined {
  const text = head.replace(/^ï»¿/, '').trimStart();
  if (!text.startsWith('<')) return undefined;
  return /<(?![?!])([\w.:-]+)/.exec(text.replaceAll(/<!--[\s\S]*?-->/g, ''))?.[1];
}
