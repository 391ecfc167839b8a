import { spawn } from 'node:child_process';

/**
 * Runs a program with `input` on its standard input.
 * @returns its standard output.
 * @throws Error with its standard error when it ends with another status than 0.
 */
export function runCommand(program: string, parameters: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(output);
      else reject(new Error(`${program} ended with ${status}: ${complaint.slice(-2000)}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
