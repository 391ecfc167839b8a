import type { KeptMessage } from '../../src/messaging/file-transports.js';
import { subOf } from '../../src/demo/franceconnect/mock-identities.js';
import { startFranceConnectWalk, type FranceConnectWalk } from '../support/franceconnect-walk.js';
import type { WebBrowser } from '../support/web-browser.js';

let walk: FranceConnectWalk;
beforeAll(async () => {
  walk = await startFranceConnectWalk();
});
afterAll(() => walk.stop());

const child = { jour: '14', mois: '3', annee: '2014' };

/** A guardian as the school declares them, with a child born on 14 March 2014. */
async function declared(identifier: string, mobile: string, name = { sn: 'Corse', givenName: 'Clément' }) {
  const { accounts } = walk.site.services.storage;
  const schools = [{ uai: '9990001X', degree: 2 as const, className: '3A' }];
  const pupil = await accounts.add({
    ...{ kind: 'pupil', identifier: `enfant.${identifier}`, state: 'ACTIF' },
    person: { sn: 'Corse', givenName: 'Zoé', birthDate: '2014-03-14', schools, childIds: [] },
  });
  return accounts.add({
    ...{ kind: 'guardian', identifier, state: 'NON_NOTIFIE', contact: { mobiles: [mobile] } },
    person: { ...name, schools, childIds: [pupil.id] },
  });
}

/** From the mobile to the page of the e-mail address. */
async function prove(browser: WebBrowser, mobile: string): Promise<void> {
  await browser.submit({ mobile }, '/inscription/mobile');
  expect(browser.url).toBe(`${walk.site.url}/inscription/code`);
  const sms = (await walk.site.mails(mobile, 1)).at(-1) as KeptMessage;
  const [code = ''] = /\d{6}/.exec(sms.text) ?? [];
  await browser.submit({ code }, '/inscription/code');
  expect(browser.url).toBe(`${walk.site.url}/inscription/enfants`);
  const names = browser.page('main form input:not([type=hidden])').toArray();
  const typed = Object.values(child);
  const fields = names.map((input, index): [string, string] => [
    browser.page(input).attr('name') ?? '',
    typed[index] ?? '',
  ]);
  await browser.submit(Object.fromEntries(fields), '/inscription/enfants');
  expect(browser.url).toBe(`${walk.site.url}/inscription/adresse-mail`);
}

describe('The first time with FranceConnect', () => {
  it('ends at the portal that asked, without identifier or password, and is known from then on', async () => {
    const { id } = await declared('c.corse', '+33612345670');
    const browser = await walk.comeBy('clement', walk.site.fromPortal());
    expect(browser.url).toBe(`${walk.site.url}/inscription/mobile`);
    // Nothing stays open there while the steps are taken, nor if they are not.
    expect(browser.visited.some((url) => url.includes('/session/end'))).toBe(true);
    await prove(browser, '+33612345670');
    await browser.submit({ mail: 'clement.corse@example.org' }, '/inscription/adresse-mail');
    expect(browser.page('form').attr('action')).toBe(walk.site.acs);
    const account = await walk.site.account('c.corse');
    expect(account).toMatchObject({
      ...{ state: 'ACTIF', activatedBy: 'franceconnect', mail: 'clement.corse@example.org' },
    });
    expect(account.passwordHash).toBeUndefined();
    const { subjects, reports } = walk.site.services.storage;
    const subject = { issuer: walk.fc.issuer, sub: subOf('clement', walk.fc.clientId) };
    expect(await subjects.accountIdOf(subject)).toBe(id);
    expect(await reports.ofSchool('9990001X', { most: 10 })).toEqual([]);
    expect((await walk.comeBy('clement')).url).toBe(`${walk.site.url}/`);
  });

  it('tells the school of another name, and stops nobody; a later address of FranceConnect changes nothing', async () => {
    const { id } = await declared('d.autre', '+33612345671', { sn: 'Autre', givenName: 'Denise' });
    const browser = await walk.comeBy('targe');
    await prove(browser, '+33612345671');
    await browser.submit({ mail: 'jean.targe@example.org' }, '/inscription/adresse-mail');
    expect(await walk.site.account('d.autre')).toMatchObject({ state: 'ACTIF' });
    const { reports, accounts } = walk.site.services.storage;
    expect(await reports.ofSchool('9990001X', { most: 10 })).toEqual([
      expect.objectContaining({ kind: 'identity-mismatch', guardianId: id }),
    ]);
    await accounts.apply(await walk.site.account('d.autre'), { mail: 'denise@example.org' });
    await walk.comeBy('targe');
    expect((await walk.site.account('d.autre')).mail).toBe('denise@example.org');
  });
});
