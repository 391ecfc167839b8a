import type { Flight } from '../../src/franceconnect/ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const now = new Date('2026-11-26T10:00:00Z');
const later = new Date('2026-11-26T10:30:00Z');

describeOnEachStore('FranceConnect identities', (opened) => {
  const subjects = () => opened().storage.subjects;
  const subject = (sub = fresh('sub'), issuer = 'https://fc.example/api/v2') => ({ issuer, sub });

  it('open one account each, and the same link again is the same link', async () => {
    const one = subject();
    const account = fresh('account');
    expect(await subjects().link(one, account, now)).toBe(true);
    expect(await subjects().link(one, account, later)).toBe(true);
    expect(await subjects().link(one, fresh('account'), now)).toBe(false);
    expect(await subjects().link(subject(), account, now)).toBe(false);
    expect(await subjects().accountIdOf(one)).toBe(account);
    expect(await subjects().has(account)).toBe(true);
  });

  it('C03 are two with the same sub at two issuers', async () => {
    const one = subject();
    const other = subject(one.sub, 'https://autre.example/api/v2');
    const [first, second] = [fresh('account'), fresh('account')];
    expect(await subjects().link(one, first, now)).toBe(true);
    expect(await subjects().accountIdOf(other)).toBeUndefined();
    expect(await subjects().link(other, second, now)).toBe(true);
    expect([await subjects().accountIdOf(one), await subjects().accountIdOf(other)]).toEqual([first, second]);
  });

  it('are not confused by where issuer and sub meet', async () => {
    const account = fresh('account');
    await subjects().link({ issuer: 'https://a.example/b', sub: 'c' }, account, now);
    expect(await subjects().accountIdOf({ issuer: 'https://a.example/', sub: 'bc' })).toBeUndefined();
  });

  it('of twenty accounts at once, one gets it', async () => {
    const one = subject();
    const links = Array.from({ length: 20 }, () => subjects().link(one, fresh('account'), now));
    expect((await Promise.all(links)).filter((done) => done)).toHaveLength(1);
  });

  it('move to an account that has none, once', async () => {
    const [one, other] = [subject(), subject()];
    const [first, second, third] = [fresh('account'), fresh('account'), fresh('account')];
    await subjects().link(one, first, now);
    await subjects().link(other, third, now);
    expect([await subjects().move(first, second), await subjects().move(first, second)]).toEqual([
      true,
      false,
    ]);
    expect(await subjects().accountIdOf(one)).toBe(second);
    expect(await subjects().move(third, second)).toBe(false);
    expect(await subjects().accountIdOf(other)).toBe(third);
  });

  it('go, and may then open another', async () => {
    const one = subject();
    const account = fresh('account');
    await subjects().link(one, account, now);
    expect([await subjects().unlink(account), await subjects().unlink(account)]).toEqual([true, false]);
    expect(await subjects().accountIdOf(one)).toBeUndefined();
    await subjects().link(one, account, now);
    await subjects().removeOfAccount(account);
    expect(await subjects().has(account)).toBe(false);
    expect(await subjects().link(one, fresh('account'), now)).toBe(true);
  });
});

describeOnEachStore('Those on their way to FranceConnect', (opened) => {
  const flights = () => opened().storage.flights;

  it('come back once, and not too late', async () => {
    const flight: Flight = {
      ...{ id: fresh('flight'), purpose: 'sign-in', browser: 'b', nonce: 'n', codeVerifier: 'v' },
      ...{ suite: 's', retour: '/compte', expiresAt: later },
    };
    await flights().add(flight);
    const taken = await Promise.all(Array.from({ length: 10 }, () => flights().take(flight.id, now)));
    expect(taken.filter((one) => one !== undefined)).toEqual([flight]);
    await flights().add({ ...flight, id: `${flight.id}-2` });
    expect(await flights().take(`${flight.id}-2`, later)).toBeUndefined();
  });
});
