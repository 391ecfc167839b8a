import { aafFile, deleteRequest, modifyRequest } from '../../support/feeds/aaf-records.js';
import { encode } from '../../support/feeds/feed-file.js';
import {
  aafFeed,
  aafGuardian,
  aafName,
  aafPupil,
  collège,
  feed,
  link,
  lycée,
  others,
} from '../../support/feeds/small-aaf.js';
import { accountOf, forgetImports, importFiles } from '../../support/import-for-test.js';
import { describeOnEachStore } from '../describe-on-each-store.js';

describeOnEachStore('Persons of an AAF feed', (opened) => {
  beforeEach(() => forgetImports(opened().storage));

  it('keeps one account through a change of school and of academy key, by the INE', async () => {
    const { storage } = opened();
    await importFiles(storage, aafFeed({ pupils: [aafPupil('910001'), ...others], guardians: [] }));
    const { id } = await accountOf(storage, 'p:9:910001');
    const moved = aafPupil('777001', {
      ENTEleveINE: '990910001ZZ',
      ENTPersonStructRattach: '802',
      ENTEleveClasses: '802$2GT1',
    });
    const report = await importFiles(
      storage,
      aafFeed({ schools: [collège, lycée], pupils: [moved, ...others], guardians: [] }),
    );
    expect(report).toMatchObject({
      changed: { pupils: 1 },
      created: { pupils: 0 },
      left: { pupils: 0 },
      stopped: [],
    });
    const account = await accountOf(storage, 'p:9:777001');
    expect(account.id).toBe(id);
    expect(account.state).toBe('NON_NOTIFIE');
    expect(account.person.schools.map(({ uai }) => uai)).toEqual(['9990002Y']);
  });

  it('flags an INE that changes under the same jointure, and refuses two pupils with one INE', async () => {
    const { storage } = opened();
    await importFiles(storage, aafFeed({ pupils: [aafPupil('910001')], guardians: [] }));
    const before = await accountOf(storage, 'p:9:910001');
    const pupils = [
      aafPupil('910001', { ENTEleveINE: '990999999ZZ' }),
      aafPupil('910005'),
      aafPupil('910006', { ENTEleveINE: '990910005ZZ' }),
    ];
    const report = await importFiles(storage, aafFeed({ pupils, guardians: [] }));
    expect(report.conflicts).toEqual([
      { file: expect.stringContaining('Eleve'), line: 4, code: 'ine-changed' },
    ]);
    expect(report.refusedRows).toMatchObject([{ kind: 'pupil', code: 'ine-repeated' }]);
    expect((await accountOf(storage, 'p:9:910001')).person.ineHash).toBe(before.person.ineHash);
    expect((await importFiles(storage, aafFeed({ pupils, guardians: [] }))).conflicts).toHaveLength(1);
  });

  it('joins guardians of one name, mail and mobile, and no others', async () => {
    const { storage } = opened();
    const one = { mail: 'une@familles.example.org', mobile: '0611111111' };
    const pupils = ['1', '2', '3'].map((digit) =>
      aafPupil(`91000${digit}`, { ENTElevePersRelEleve: [link(`92000${digit}`)] }),
    );
    const guardians = [
      aafGuardian('920001', one),
      aafGuardian('920002', one),
      aafGuardian('920003', { ...one, mobile: '0622222222' }),
    ];
    const report = await importFiles(storage, aafFeed({ pupils, guardians }));
    expect(report).toMatchObject({
      guardians: 3,
      created: { guardians: 2, links: 3 },
      changed: { guardians: 1 },
    });
    const account = await accountOf(storage, 'g:9:920001');
    expect((await accountOf(storage, 'g:9:920002')).id).toBe(account.id);
    expect(account.person.childIds).toHaveLength(2);
    expect(account.person.schools.map(({ jointure }) => jointure).sort()).toEqual(['920001', '920002']);
    expect((await accountOf(storage, 'g:9:920003')).id).not.toBe(account.id);
    expect((await importFiles(storage, aafFeed({ pupils, guardians }))).unchanged).toMatchObject({
      pupils: 3,
      guardians: 3,
      links: 3,
    });
  });

  it('applies a delta: only what it names changes', async () => {
    const { storage } = opened();
    await importFiles(storage, { ...feed });
    const { id } = await accountOf(storage, 'p:9:910001');
    const report = await importFiles(storage, {
      [aafName('Eleve', 'Delta')]: aafFile(
        modifyRequest('Eleve', '910001', {
          ENTEleveClasses: '801$4B',
          ENTElevePersRelEleve: [link('920002')],
        }),
        modifyRequest('Eleve', '999999', { sn: 'Inconnu' }),
        aafPupil('910009', { ENTElevePersRelEleve: [link('920009')] }),
        deleteRequest('Eleve', '910002'),
      ),
      [aafName('PersRelEleve', 'Delta')]: aafFile(
        aafGuardian('920009'),
        modifyRequest('PersRelEleve', '920002', { mobile: '0633333333' }),
      ),
    });
    expect(report).toMatchObject({
      complete: false,
      created: { pupils: 1, guardians: 1, links: 1 },
      changed: { pupils: 1, guardians: 1 },
      left: { pupils: 1, guardians: 1, links: 1 },
      refused: { pupils: 1 },
    });
    const pupil = await accountOf(storage, 'p:9:910001');
    expect(pupil).toMatchObject({
      id,
      person: { sn: 'Exemple', birthDate: '2013-02-14', schools: [{ className: '4B', jointure: '910001' }] },
    });
    expect(await accountOf(storage, 'g:9:920001')).toMatchObject({ state: 'SORTI' });
    expect(await accountOf(storage, 'g:9:920002')).toMatchObject({
      person: { childIds: [id], givenName: 'Luc' },
      contact: { mobiles: ['+33633333333'] },
    });
    expect((await accountOf(storage, 'p:9:910002')).state).toBe('SORTI');
  });

  it('reads ISO-8859-15, entities, and names byte for byte', async () => {
    const { storage } = opened();
    const text = aafFile(aafPupil('910001', { sn: "N'Cœur-Élan", givenName: 'Maëlys' })).replace(
      'UTF-8',
      'ISO-8859-15',
    );
    const files = aafFeed({ pupils: [], guardians: [] });
    await importFiles(storage, { ...files, [aafName('Eleve')]: encode(text, 'iso-8859-15') });
    expect((await accountOf(storage, 'p:9:910001')).person).toMatchObject({
      sn: "N'Cœur-Élan",
      givenName: 'Maëlys',
    });
  });
});
