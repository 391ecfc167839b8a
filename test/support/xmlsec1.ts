import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.js';

/**
 * The path of the xmlsec1 program: the one on the PATH, else the Debian package, installed when the tests run as root.
 * @throws Error saying what to install.
 */
export async function findXmlsec1(): Promise<string> {
  const present = onPath('xmlsec1');
  if (present !== undefined) return present;
  if (process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    await runCommand('apt-get', ['update', '-qq']);
    await runCommand('apt-get', ['install', '-qq', '--yes', 'xmlsec1']);
  }
  const installed = onPath('xmlsec1');
  if (installed === undefined)
    throw new Error('xmlsec1 is missing: install the package xmlsec1 of your system');
  return installed;
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}
