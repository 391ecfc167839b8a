import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';

/** The first line of `input` without its end; undefined when there is none. A terminal does not show what is typed. */
export async function readHiddenLine(
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>,
  prompt: (text: string) => void,
): Promise<string | undefined> {
  const terminal = input.isTTY === true;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal, crlfDelay: Infinity });
  if (terminal) prompt('Password: ');
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  lines.close();
  if (terminal) prompt('\n');
  return line;
}
