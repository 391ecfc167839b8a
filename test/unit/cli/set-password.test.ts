import { PassThrough } from 'node:stream';
import { readHiddenLine } from '../../../src/cli/read-hidden-line.js';
import { GatewayCommands } from '../../support/run-gateway.js';

const refused = { code: 1, warned: 'password: 1 to 256 characters' };

test.each([
  ['empty', ''],
  ['over length', 'x'.repeat(257)],
])('a password %s is refused before the store is opened', async (_, password) => {
  const answer = await new GatewayCommands({}).run('account', 'set-password', 'e.durand3', password);
  expect(answer).toMatchObject(refused);
});

test.each([[['-']], [[]]])('the password after %j is read from standard input', async (words) => {
  const gateway = new GatewayCommands({});
  gateway.input = 'x'.repeat(257);
  expect(await gateway.run('account', 'set-password', 'e.durand3', ...words)).toMatchObject(refused);
  gateway.input = undefined;
  const nothing = await gateway.run('account', 'set-password', 'e.durand3', ...words);
  expect(nothing).toMatchObject({ code: 1, warned: 'password: nothing came on standard input' });
});

test.each([
  ['account', 'add', '--kind', 'pupil', '--identifier', 'e.durand3', '--password', '-'],
  ['demo-data', '--active', '--password', '-'],
])('%s %s … --password - reads it too', async (...words) => {
  const answer = await new GatewayCommands({}).run(...words);
  expect(answer).toMatchObject({ code: 1, warned: 'password: nothing came on standard input' });
});

describe('a line of standard input', () => {
  const lineOf = (chunks: string[], ends: boolean): Promise<string | undefined> => {
    const input = new PassThrough();
    const line = readHiddenLine(input, () => {
      throw new Error('a pipe is not asked');
    });
    chunks.forEach((chunk) => input.write(chunk));
    if (ends) input.end();
    return line;
  };

  test('is taken without its end, blanks kept, though more or nothing follows', async () => {
    expect(await lineOf([' Lune', '-2 \r\nother\n'], false)).toBe(' Lune-2 ');
    expect(await lineOf(['Été'], true)).toBe('Été');
    expect(await lineOf([], true)).toBeUndefined();
  });
});
