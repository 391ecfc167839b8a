import { GatewayCommands } from '../../support/run-gateway.js';

test.each([
  ['empty', ''],
  ['over length', 'x'.repeat(257)],
])('a password %s is refused before the store is opened', async (_, password) => {
  const answer = await new GatewayCommands({}).run('account', 'set-password', 'e.durand3', password);
  expect(answer).toMatchObject({ code: 1, warned: 'password: 1 to 256 characters' });
});
