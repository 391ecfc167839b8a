import { siecleFiles } from '../../support/feeds/small-siecle.js';
import { accountOf, forgetImports, importFiles } from '../../support/import-for-test.js';
import { aafFeed, aafPupil } from '../../support/feeds/small-aaf.js';
import { describeOnEachStore } from '../describe-on-each-store.js';

describeOnEachStore('A SIECLE export', (opened) => {
  beforeEach(() => forgetImports(opened().storage));

  it('makes accounts of present pupils and their legal guardians, and refuses a row without a name', async () => {
    const { storage } = opened();
    const report = await importFiles(storage, siecleFiles());
    expect(report).toMatchObject({
      format: 'siecle',
      complete: true,
      schools: 1,
      created: { pupils: 2, guardians: 1, links: 2 },
      refused: { pupils: 1 },
      refusedRows: [
        {
          kind: 'pupil',
          file: expect.stringContaining('ElevesSansAdresses.xml'),
          line: 6,
          code: 'field-missing',
          values: { field: 'NOM_DE_FAMILLE' },
        },
      ],
    });
    const pupil = await accountOf(storage, 'p:9990001X:n501');
    expect(pupil.person).toMatchObject({
      sn: "C'UR",
      givenName: 'Noé',
      title: 'M.',
      birthDate: '2013-02-14',
      schools: [{ uai: '9990001X', degree: 2, className: '6A', level: '2111' }],
    });
    expect(await storage.schools.find('9990001X')).toMatchObject({
      classes: [{ name: '6A', level: '2111' }],
    });
  });

  it('knows everybody again in the next export, whose identifiers are others', async () => {
    const { storage } = opened();
    await importFiles(storage, siecleFiles());
    const report = await importFiles(storage, siecleFiles({ personId: (id) => String(id + 7000) }));
    expect(report).toMatchObject({
      unchanged: { pupils: 2, guardians: 1, links: 2 },
      created: { pupils: 0 },
      changed: { guardians: 0 },
    });
  });

  it('finds the pupil of an AAF feed by the INE', async () => {
    const { storage } = opened();
    await importFiles(
      storage,
      aafFeed({ pupils: [aafPupil('910001', { ENTEleveINE: '990000011ZZ' })], guardians: [] }),
    );
    await importFiles(storage, siecleFiles(), { allowDepartures: 'all' });
    const account = await accountOf(storage, 'p:9990001X:n501');
    expect(account.id).toBe((await accountOf(storage, 'p:9:910001')).id);
    expect(account).toMatchObject({
      state: 'NON_NOTIFIE',
      person: { schools: [{ uai: '9990001X', jointure: '910001', className: '6A' }] },
    });
  });

  it.each([
    [
      'the guardians are missing',
      () => ({ 'ElevesSansAdresses.xml': siecleFiles()['ElevesSansAdresses.xml'] ?? '' }),
      /ElevesSansAdresses\.xml is there but ResponsablesAvecAdresses\.xml is missing: SIECLE > Exploitation/,
    ],
    [
      'the pupils are missing',
      () => ({ 'R.xml': siecleFiles()['ResponsablesAvecAdresses.xml'] ?? '' }),
      /ElevesSansAdresses\.xml is missing/,
    ],
    ['the files are of two schools', () => siecleFiles({ uai: '9990002Y' }), /one school at a time/],
    [
      'the file is for timetables',
      () => ({ 'sts.xml': '<STS_EDT></STS_EDT>' }),
      /STSWEB.*SIECLE > Exploitation/,
    ],
  ])('is refused when %s', async (_, files, message) => {
    await expect(importFiles(opened().storage, files())).rejects.toThrow(message);
  });

  it('is recorded with why it was refused, as a sentence and as codes', async () => {
    const { storage } = opened();
    await expect(importFiles(storage, siecleFiles({ uai: '9990002Y' }))).rejects.toThrow(/one school/);
    const [run] = await storage.importRuns.latest(1);
    expect(await storage.importRuns.find(run?.id ?? '')).toMatchObject({
      state: 'failed',
      fault: expect.stringMatching(/one school at a time/),
      refusals: [{ code: 'siecle-schools-several', values: { uai: '9990001X', otherUai: '9990002Y' } }],
    });
  });
});
