import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; only `y`, `yes`, `o` or `oui` agree. Without a terminal nobody does. */
export async function confirmOnTerminal(question: string): Promise<boolean> {
  if (process.stdin.isTTY !== true) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(y|yes|o|oui)$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
