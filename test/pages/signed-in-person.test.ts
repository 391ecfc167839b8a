import type { Request, Response } from 'express';
import { FrozenClock } from '../../src/clock.js';
import { personOf, personSureOf } from '../../src/pages/account/signed-in-person.js';
import { signedIn } from '../support/signed-in.js';

/** Where the person is sent, `minutes` after the password was given. */
async function sentTo(minutes: number, ask: typeof personSureOf): Promise<string | undefined> {
  const user = signedIn();
  const clock = new FrozenClock(new Date(Date.parse(user.authnInstant) + minutes * 60_000));
  let address: string | undefined;
  const res = { redirect: (_status: number, to: string) => (address = to) } as unknown as Response;
  const tools = { sessions: { read: async () => user }, clock, recheckMinutes: 15 };
  const found = await ask(tools, { req: {} as Request, res }, '/compte/adresse-mail');
  expect(found === undefined).toBe(address !== undefined);
  return address;
}

test('the password is asked for again when it was given too long ago, and only where it matters', async () => {
  expect(await sentTo(15, personSureOf)).toBeUndefined();
  expect(await sentTo(15.01, personSureOf)).toBe('/compte/verification?retour=%2Fcompte%2Fadresse-mail');
  expect(await sentTo(500, personOf)).toBeUndefined();
});
