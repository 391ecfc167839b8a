import { encode } from '../../support/feeds/feed-file.js';
import { accountOf, forgetImports, importFiles } from '../../support/import-for-test.js';
import { describeOnEachStore } from '../describe-on-each-store.js';

const ondePupils = `Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;Cycle;Niveau;Libellé classe;Identifiant classe
MARTIN;;Zoé;05/05/2016;F;990000021ZZ;1 rue;99000;Ville;FRANCE;CYCLE III;CM1;CM1 A;77
MARTIN;;Zoé;06/06/2015;F;990000022ZZ;1 rue;99000;Ville;FRANCE;CYCLE III;CM2;CM2 B;78
Petit;Petit-Durand;Noé;07/07/2016;M;pas un INE;1 rue;99000;Ville;FRANCE;CYCLE III;CM1;CM1 A;77
;;Sans-Nom;07/07/2016;M;;;;;;;;;
`;
const child = `Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants`;
const ondeGuardians = `Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;Adresse responsable;CP responsable;Commune responsable;Pays;Courriel;Téléphone domicile;Téléphone travail;Numéro de poste;Téléphone portable;${child};${child}
Mme;;MARTIN;Anne;1 rue;99000;Ville;FRANCE;anne@familles.example.org;0199000000;;;0611111111;;MARTIN;Zoé;CM1 A;Petit-Durand;Petit;Noé;CM1 A
M.;;Martin;Luc;1 rue;99000;Ville;FRANCE;;;;;;;MARTIN;Zoé;CE1 Z;;;;
M.;;Inconnu;Paul;1 rue;99000;Ville;FRANCE;;;;;;;Personne;Nul;CM1 A;;;;
`;
const onde = { 'eleves-9990002Y.csv': ondePupils, 'responsables.csv': ondeGuardians };

describeOnEachStore('ONDE exports', (opened) => {
  beforeEach(() => forgetImports(opened().storage));

  it('match children by names and class, and link nobody on doubt', async () => {
    const { storage } = opened();
    const report = await importFiles(storage, onde);
    expect(report).toMatchObject({
      format: 'onde',
      created: { pupils: 3, guardians: 1, links: 2 },
      refused: { pupils: 1, links: 2 },
      withoutLegalLink: 2,
    });
    expect(report.refusedRows.map(({ kind, line }) => `${kind} ${line}`).sort()).toEqual([
      'link 3',
      'link 4',
      'pupil 5',
    ]);
    expect(report.remarks).toMatchObject([{ line: 4 }]);
    expect((await importFiles(storage, onde)).unchanged).toMatchObject({ pupils: 3, guardians: 1, links: 2 });
  });

  it('are read in Windows-1252 too, as spreadsheets save them', async () => {
    const files = Object.fromEntries(
      Object.entries(onde).map(([name, text]) => [name, encode(text, 'iso-8859-15')]),
    );
    const report = await importFiles(opened().storage, files, { dryRun: true });
    expect(report).toMatchObject({ created: { pupils: 3, guardians: 1 } });
  });

  it('are refused when nothing tells which of several schools they are of', async () => {
    const { storage } = opened();
    const école = { name: 'École', degree: 1 as const, classes: [] };
    await storage.schools.saveMany(['9990002Y', '9990003Z'].map((uai) => ({ ...école, uai })));
    const files = { 'a.csv': ondePupils, 'b.csv': ondeGuardians };
    await expect(importFiles(storage, files)).rejects.toThrow(/--school 9990001X/);
    expect(await importFiles(storage, files, { school: '9990003Z', dryRun: true })).toMatchObject({
      pupils: 3,
    });
  });

  it.each([
    [
      'the guardians are missing',
      { 'eleves-9990002Y.csv': ondePupils },
      /export of the guardians is missing: ONDE >/,
    ],
    ['the columns are of no export', { 'a.csv': 'Nom;Age\nx;1\n' }, /columns of no export/],
  ])('are refused when %s', async (_, files, message) => {
    await expect(importFiles(opened().storage, files)).rejects.toThrow(message);
  });
});

const plain = `kind;id;uai;school;degree;class;sn;given-name;birth-date;ine;guardians;mail;mobile
guardian;g1;;;;;Durand;Anne;;;;anne@familles.example.org;0611111111|0692123456
pupil;p1;9990001X;Collège des Exemples;2;6A;Durand;Emma;14/02/2013;990000031ZZ;g1 g9;;
pupil;p2;9990001X;;2;6A;Durand;Léo;2014-02-30;;g1;;
pupil;p3;999;;2;6A;Durand;Léo;;;g1;;
`;

describeOnEachStore('The plain CSV', (opened) => {
  beforeEach(() => forgetImports(opened().storage));

  it('brings in pupils and guardians in any order, and names the rows it refuses', async () => {
    const { storage } = opened();
    const report = await importFiles(storage, { 'people.csv': plain });
    expect(report).toMatchObject({
      format: 'csv',
      pupils: 1,
      guardians: 1,
      links: 1,
      refused: { pupils: 2, links: 1 },
    });
    expect(report.refusedRows).toMatchObject([
      { line: 4, code: 'csv-birth-date-form' },
      { line: 5, code: 'csv-uai-form' },
      { line: 3, kind: 'link' },
    ]);
    expect((await accountOf(storage, 'g:csv:g1')).contact).toEqual({
      mail: 'anne@familles.example.org',
      mobiles: ['+33611111111', '+262692123456'],
    });
    expect((await importFiles(storage, { 'people.csv': plain })).unchanged).toMatchObject({
      pupils: 1,
      guardians: 1,
      links: 1,
    });
  });

  it('refuses a column that it does not know', async () => {
    await expect(
      importFiles(opened().storage, { 'people.csv': 'kind;id;sn;given-name;password\n' }),
    ).rejects.toThrow(/"password" is not known/);
  });
});
