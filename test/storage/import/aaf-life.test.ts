import { sentenceOf } from '../../../src/directory/feed/reasons.js';
import { aafFile, deleteRequest, modifyRequest } from '../../support/feeds/aaf-records.js';
import { aafFeed, aafGuardian, aafName, aafPupil, collège, link } from '../../support/feeds/small-aaf.js';
import { accountOf, auditOf, forgetImports, importFiles } from '../../support/import-for-test.js';
import { describeOnEachStore } from '../describe-on-each-store.js';

const twoLinks = { ENTElevePersRelEleve: [link('920001'), link('920002', '1', '20')] };
const one = { mail: 'une@familles.example.org', mobile: '0611111111' };
const others = Array.from({ length: 20 }, (_, index) =>
  aafPupil(String(930_000 + index), { sn: `Autre${index}` }),
);

describeOnEachStore('The life of persons of AAF feeds', (opened) => {
  beforeEach(() => forgetImports(opened().storage));

  it('lets who left leave along the table of states, with sessions ended and a line of the audit trail', async () => {
    const { storage } = opened();
    const whole = aafFeed({ pupils: [aafPupil('910001'), ...others], guardians: [] });
    await importFiles(storage, whole);
    const { id } = await accountOf(storage, 'p:9:910001');
    const subject = { accountId: id } as never;
    const session = {
      user: { subject, authnInstant: '', sessionIndex: '_1' },
      expiresAt: new Date('2099-01-01'),
    };
    await storage.sessions.add('hash', session);
    const left = await importFiles(storage, aafFeed({ pupils: others, guardians: [] }));
    const account = await accountOf(storage, 'p:9:910001');
    expect(account).toMatchObject({ state: 'SORTI', leftFrom: 'NON_NOTIFIE', leftAt: expect.any(Date) });
    expect(await storage.sessions.read('hash', new Date())).toBeUndefined();
    const back = await importFiles(storage, whole);
    const returned = await accountOf(storage, 'p:9:910001');
    expect([returned.state, returned.leftFrom, returned.leftAt]).toEqual([
      'NON_NOTIFIE',
      undefined,
      undefined,
    ]);
    const records = await storage.audit.list({ accountId: id, most: 10 });
    expect(records.map(({ act, by, detail }) => [act, by, detail])).toEqual([
      ['account.return', { name: 'import', role: 'job' }, `run ${back.run}`],
      ['account.leave', { name: 'import', role: 'job' }, `run ${left.run}`],
    ]);
    expect((await auditOf(storage).verify()).faults).toEqual([]);
  });

  it('makes a new account for who comes back after the deletion of the former one', async () => {
    const { storage } = opened();
    const whole = aafFeed({ pupils: [aafPupil('910001')], guardians: [] });
    await importFiles(storage, whole);
    const { id } = await accountOf(storage, 'p:9:910001');
    await storage.personKeys.removeOfAccount(id);
    expect((await storage.personKeys.findMany(['p:9:910001'])).size).toBe(0);
    expect(await importFiles(storage, whole)).toMatchObject({ created: { pupils: 1 } });
    expect((await accountOf(storage, 'p:9:910001')).id).not.toBe(id);
  });

  it('keeps the child of a guardian with two jointures when one of the two records disappears', async () => {
    const { storage } = opened();
    const pupils = (values: object): string[] => [aafPupil('910001', { ...values }), ...others];
    const guardians = [aafGuardian('920001', one), aafGuardian('920002', one)];
    await importFiles(storage, aafFeed({ pupils: pupils(twoLinks), guardians }));
    const child = await accountOf(storage, 'p:9:910001');
    const guardian = await accountOf(storage, 'g:9:920001');
    expect((await accountOf(storage, 'g:9:920002')).id).toBe(guardian.id);
    const single = pupils({ ENTElevePersRelEleve: [link('920001')] });
    await importFiles(storage, aafFeed({ pupils: single, guardians: [aafGuardian('920001', one)] }));
    expect(await accountOf(storage, 'g:9:920001')).toMatchObject({
      state: 'NON_NOTIFIE',
      person: { childIds: [child.id] },
    });
    const none = { allowDepartures: 'all' } as const;
    await importFiles(storage, aafFeed({ pupils: pupils({}), guardians: [] }), none);
    expect(await accountOf(storage, 'g:9:920001')).toMatchObject({ state: 'SORTI' });
  });

  it('keeps that child too when a delta removes one of the two records', async () => {
    const { storage } = opened();
    const guardians = [aafGuardian('920001', one), aafGuardian('920002', one)];
    await importFiles(storage, aafFeed({ pupils: [aafPupil('910001', twoLinks), ...others], guardians }));
    const child = await accountOf(storage, 'p:9:910001');
    const gone = { [aafName('PersRelEleve', 'Delta')]: aafFile(deleteRequest('PersRelEleve', '920002')) };
    await importFiles(storage, gone);
    const { state, person } = await accountOf(storage, 'g:9:920001');
    expect([state, person.childIds]).toEqual(['NON_NOTIFIE', [child.id]]);
  });

  it('empties what a delta empties', async () => {
    const { storage } = opened();
    const pupil = aafPupil('910001', { ENTElevePersRelEleve: [link('920001')] });
    await importFiles(storage, aafFeed({ pupils: [pupil], guardians: [aafGuardian('920001', one)] }));
    await importFiles(storage, {
      [aafName('Eleve', 'Delta')]: aafFile(
        modifyRequest('Eleve', '910001', {
          personalTitle: '',
          ENTPersonDateNaissance: '',
          ENTEleveClasses: '',
        }),
      ),
      [aafName('PersRelEleve', 'Delta')]: aafFile(
        modifyRequest('PersRelEleve', '920001', { mail: '', mobile: '', personalTitle: '' }),
      ),
    });
    const { person } = await accountOf(storage, 'p:9:910001');
    expect(person).toMatchObject({
      sn: 'Exemple',
      ineHash: expect.any(String),
      schools: [{ uai: '9990001X' }],
    });
    expect([person.title, person.birthDate, person.schools[0]?.className]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const guardian = await accountOf(storage, 'g:9:920001');
    expect([guardian.contact, guardian.person.title]).toEqual([{ mobiles: [] }, undefined]);
  });

  it('forgets the match of a mobile that changed: who has it now is somebody else', async () => {
    const { storage } = opened();
    const pupils = ['1', '2'].map((digit) =>
      aafPupil(`91000${digit}`, { ENTElevePersRelEleve: [link(`92000${digit}`)] }),
    );
    await importFiles(storage, aafFeed({ pupils, guardians: [aafGuardian('920001', one)] }));
    const moved = aafGuardian('920001', { ...one, mobile: '0622222222' });
    await importFiles(storage, aafFeed({ pupils, guardians: [moved] }));
    await importFiles(storage, aafFeed({ pupils, guardians: [moved, aafGuardian('920002', one)] }));
    const [first, second] = await Promise.all(
      ['g:9:920001', 'g:9:920002'].map((key) => accountOf(storage, key)),
    );
    expect(second?.id).not.toBe(first?.id);
  });

  it('changes a school by a delta, and refuses by name to remove one', async () => {
    const { storage } = opened();
    await importFiles(storage, aafFeed({ schools: [collège], pupils: [aafPupil('910001')], guardians: [] }));
    const report = await importFiles(storage, {
      [aafName('EtabEducNat', 'Delta')]: aafFile(
        modifyRequest('EtabEducNat', '801', { ENTStructureNomCourant: 'Collège Nouveau' }),
        deleteRequest('EtabEducNat', '801'),
        modifyRequest('EtabEducNat', '899', { ENTStructureNomCourant: 'Inconnu' }),
      ),
    });
    expect(report).toMatchObject({ changed: { schools: 1 }, refused: { schools: 2 } });
    expect(report.refusedRows.map((row) => [row.line, sentenceOf(row).slice(0, 30)])).toEqual([
      [11, '9990001X Collège Nouveau stays'],
      [15, 'changes or removes a school th'],
    ]);
    expect((await storage.schools.find('9990001X'))?.name).toBe('Collège Nouveau');
  });
});
