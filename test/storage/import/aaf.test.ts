import { hashIne } from '../../../src/directory/ine.js';
import { aafFeed, aafGuardian, aafPupil, family, feed, link, others } from '../../support/feeds/small-aaf.js';
import { accountOf, forgetImports, importFiles, ineKey } from '../../support/import-for-test.js';
import { describeOnEachStore } from '../describe-on-each-store.js';

describeOnEachStore('An AAF feed', (opened) => {
  beforeEach(() => forgetImports(opened().storage));

  it('makes an account of each pupil and of each guardian with a legal link', async () => {
    const { storage } = opened();
    const report = await importFiles(storage, feed);
    expect(report).toMatchObject({
      format: 'aaf',
      state: 'applied',
      complete: true,
      schools: 1,
      pupils: 2,
      guardians: 2,
      links: 2,
      withoutLegalLink: 1,
      created: { schools: 1, pupils: 2, guardians: 2, links: 2 },
      refusedRows: [],
    });
    const pupil = await accountOf(storage, 'p:9:910001');
    expect(pupil).toMatchObject({
      kind: 'pupil',
      state: 'NON_NOTIFIE',
      identifier: expect.stringMatching(/^n\.exemple\d*$/),
      searchName: 'exemple noe',
      frEduCtId: expect.stringMatching(/^[0-9a-f]{96}$/),
      person: {
        sn: 'Exemple',
        givenName: 'Noé',
        title: 'M.',
        birthDate: '2013-02-14',
        ineHash: hashIne('990910001ZZ', ineKey),
        schools: [
          {
            uai: '9990001X',
            degree: 2,
            academy: '9',
            jointure: '910001',
            structureId: '55910001',
            className: '6A',
            level: '2111',
          },
        ],
      },
    });
    expect(pupil.passwordHash).toBeUndefined();
    expect(await accountOf(storage, 'g:9:920002')).toMatchObject({
      kind: 'guardian',
      contact: { mail: 'parent920002@familles.example.org', mobiles: ['+262692123456'] },
      person: {
        childIds: [pupil.id],
        schools: [{ uai: '9990001X', degree: 2, academy: '9', jointure: '920002' }],
      },
    });
    expect((await accountOf(storage, 'g:9:920002')).mail).toBeUndefined();
    await expect(accountOf(storage, 'g:9:920003')).rejects.toThrow();
  });

  it('changes nothing when it is imported again', async () => {
    const { storage } = opened();
    await importFiles(storage, feed);
    const before = await accountOf(storage, 'p:9:910001');
    const report = await importFiles(storage, feed);
    expect(report.unchanged).toEqual({ schools: 1, pupils: 2, guardians: 2, links: 2 });
    expect([report.created, report.changed, report.left]).toEqual(
      Array.from({ length: 3 }, () => ({ schools: 0, pupils: 0, guardians: 0, links: 0 })),
    );
    expect(await accountOf(storage, 'p:9:910001')).toEqual(before);
  });

  it('says in a dry run what it would do, and does nothing', async () => {
    const { storage } = opened();
    const count = await storage.accounts.count();
    const report = await importFiles(storage, feed, { dryRun: true });
    expect(report).toMatchObject({ state: 'planned', created: { pupils: 2, guardians: 2, links: 2 } });
    expect(report.bySchool).toMatchObject([
      { uai: '9990001X', name: 'Collège des Exemples', created: { pupils: 2, guardians: 2 } },
    ]);
    expect(await storage.accounts.count()).toBe(count);
    expect(await storage.importRuns.find(report.run)).toMatchObject({
      state: 'planned',
      dryRun: true,
      by: 'test',
    });
  });

  it('follows a change of class, of name and of family, and keeps password, e-mail and identifier', async () => {
    const { storage } = opened();
    await importFiles(storage, feed);
    const { id, identifier } = await accountOf(storage, 'p:9:910001');
    await storage.accounts.setPassword(id, 'p1$hash');
    const report = await importFiles(
      storage,
      aafFeed({
        pupils: [
          aafPupil('910001', {
            sn: 'Exemple-Martin',
            ENTEleveClasses: '801$4B',
            ENTElevePersRelEleve: [link('920002')],
          }),
          aafPupil('910002', { givenName: 'Zoé', ENTElevePersRelEleve: [link('920001')] }),
        ],
        guardians: [
          aafGuardian('920001'),
          aafGuardian('920002', { givenName: 'Luc', personalTitle: 'M.', mobile: undefined }),
        ],
      }),
    );
    expect(report).toMatchObject({
      changed: { pupils: 1, guardians: 2 },
      unchanged: { pupils: 1, links: 1 },
      created: { pupils: 0, guardians: 0, links: 1 },
      left: { pupils: 0, guardians: 0, links: 1 },
    });
    const account = await accountOf(storage, 'p:9:910001');
    expect(account).toMatchObject({
      id,
      identifier,
      passwordHash: 'p1$hash',
      person: { sn: 'Exemple-Martin' },
    });
    expect(account.person.schools[0]?.className).toBe('4B');
    expect((await accountOf(storage, 'g:9:920002')).contact).toEqual({
      mail: 'parent920002@familles.example.org',
      mobiles: [],
    });
    expect((await accountOf(storage, 'g:9:920001')).person.childIds).toEqual([
      (await accountOf(storage, 'p:9:910002')).id,
    ]);
  });

  it('lets go who is missing, and takes back who returns with the former state', async () => {
    const { storage } = opened();
    const whole = aafFeed({
      pupils: [aafPupil('910001', { ENTElevePersRelEleve: family }), ...others],
      guardians: [aafGuardian('920001'), aafGuardian('920002')],
    });
    await importFiles(storage, whole);
    const { id, version } = await accountOf(storage, 'p:9:910001');
    await storage.accounts.apply({ id, version }, { state: 'ACTIF' });
    const report = await importFiles(
      storage,
      aafFeed({ pupils: others, guardians: [aafGuardian('920001'), aafGuardian('920002')] }),
      { allowDepartures: 'all' },
    );
    expect(report.left).toEqual({ schools: 0, pupils: 1, guardians: 2, links: 2 });
    expect(await accountOf(storage, 'p:9:910001')).toMatchObject({
      state: 'SORTI',
      leftFrom: 'ACTIF',
      leftAt: expect.any(Date),
    });
    expect(await accountOf(storage, 'g:9:920001')).toMatchObject({
      state: 'SORTI',
      person: { childIds: [] },
    });
    const again = await importFiles(storage, whole);
    expect(again).toMatchObject({
      changed: { pupils: 1, guardians: 2 },
      created: { pupils: 0, guardians: 0, links: 2 },
    });
    const back = await accountOf(storage, 'p:9:910001');
    expect(back).toMatchObject({ id, state: 'ACTIF' });
    expect(back.leftAt).toBeUndefined();
    expect(await accountOf(storage, 'g:9:920001')).toMatchObject({
      state: 'NON_NOTIFIE',
      person: { childIds: [id] },
    });
  });

  it('stops and asks when more than a tenth of a school would leave', async () => {
    const { storage } = opened();
    await importFiles(storage, aafFeed({ pupils: others, guardians: [] }));
    const report = await importFiles(
      storage,
      aafFeed({ pupils: [...others.slice(3), aafPupil('910001')], guardians: [] }),
    );
    expect(report).toMatchObject({ state: 'stopped', stopped: [{ uai: '9990001X', missing: 3, known: 20 }] });
    await expect(accountOf(storage, 'p:9:910001')).rejects.toThrow();
    expect((await accountOf(storage, 'p:9:930000')).state).toBe('NON_NOTIFIE');
    const allowed = await importFiles(storage, aafFeed({ pupils: others.slice(3), guardians: [] }), {
      allowDepartures: ['9990001X'],
    });
    expect(allowed).toMatchObject({ state: 'applied', left: { pupils: 3 } });
    const two = await importFiles(storage, aafFeed({ pupils: others.slice(4), guardians: [] }));
    expect(two).toMatchObject({ state: 'applied', left: { pupils: 1 } });
  });
});
