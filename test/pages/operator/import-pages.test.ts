import { gzipSync } from 'node:zlib';
import { aafFeed, aafGuardian, aafName, aafPupil, feed, others } from '../../support/feeds/small-aaf.js';
import { siecleFiles } from '../../support/feeds/small-siecle.js';
import { startOperatorSite, text, type Operator, type OperatorSite } from '../../support/operator-site.js';

let site: OperatorSite;
let operator: Operator;
beforeAll(async () => {
  site = await startOperatorSite();
  operator = await site.enter();
}, 60_000);
afterAll(() => site.stop());

const runs = () => site.services.storage.importRuns.latest(50);

test('a SIECLE export: trial, report, import, the record; then nothing is on disk', async () => {
  const tried = await operator.try(siecleFiles());
  expect(tried.$('h1').text()).toBe('Essai terminé : rien n’est écrit');
  expect(text(tried)).toMatch(/SIECLE · export complet · essai/);
  expect(text(tried)).toMatch(/Élèves 2 0 0 0 1/);
  expect(text(tried)).toMatch(/ElevesSansAdresses\.xml, ligne 6 ?NOM_DE_FAMILLE manque : à compléter/);
  expect(await site.services.storage.schools.find('9990001X')).toBeUndefined();
  expect(await runs()).toMatchObject([{ dryRun: true, by: 'op', state: 'planned' }]);
  const applied = await operator.press(tried, 'appliquer');
  expect(applied.$('h1').text()).toBe('Import terminé');
  expect(await site.services.storage.schools.find('9990001X')).toBeDefined();
  expect(await site.onDisk()).toEqual([]);
  expect(await runs()).toHaveLength(2);
  const again = await operator.try(siecleFiles());
  expect(text(again)).toMatch(/Élèves 0 0 2 0 1/);
  await operator.press(again, 'jeter');
  expect(await site.onDisk()).toEqual([]);
});

test('the past imports, and the report of each as a page and as JSON', async () => {
  const list = await operator.open('/operateur/imports');
  expect(text(list)).toMatch(/ElevesSansAdresses\.xml \(3 fichiers\) · Par op/);
  const { id = '' } = (await runs()).find(({ dryRun }) => dryRun) ?? {};
  const page = await operator.open(`/operateur/imports/${id}`);
  expect(text(page)).toMatch(/Import du 26 novembre 2026 .*Rapport SIECLE/);
  const json = await operator.open(`/operateur/imports/${id}/rapport.json`);
  expect(JSON.parse(json.html)).toMatchObject({
    ...{ run: id, format: 'siecle', dryRun: true },
    refusedRows: [{ line: 6, code: 'field-missing', reason: 'NOM_DE_FAMILLE is missing' }],
  });
  expect(json.headers.get('content-disposition')).toMatch(/^attachment/);
  for (const wrong of ['0123456789ab', 'x', '..%2f..'])
    expect((await operator.open(`/operateur/imports/${wrong}`)).status).toBe(404);
});

test('what was kept in English before reasons had codes is shown as it was kept', async () => {
  const { importRuns } = site.services.storage;
  const kept = (await importRuns.find((await runs()).find(({ dryRun }) => dryRun)?.id ?? ''))?.report ?? '{}';
  const row = { kind: 'pupil', file: 'Eleve.xml', line: 4, reason: 'kept <b>words</b>' };
  const report = JSON.stringify({ ...(JSON.parse(kept) as object), refusedRows: [row] });
  const id = '00000000000a';
  const by = { startedAt: site.clock.now(), dryRun: true, sources: ['Eleve.xml'], by: 'op' };
  await importRuns.save({ ...by, id, state: 'planned', report });
  const { $ } = await operator.open(`/operateur/imports/${id}`);
  expect($('.rows [lang=en]').text()).toBe('kept <b>words</b>');
  const json = await operator.open(`/operateur/imports/${id}/rapport.json`);
  expect(JSON.parse(json.html)).toMatchObject({ refusedRows: [row] });
});

test('what is done is in the audit trail under the name of the operator', async () => {
  const acts = await site.services.storage.audit.list({ most: 100 });
  const own = acts.filter(({ by }) => by.name === 'op' && by.role === 'operator').map(({ act }) => act);
  expect(new Set(own)).toEqual(
    new Set(['operator.link', 'operator.enter', 'import.try', 'import.apply', 'import.applied']),
  );
  const [applied] = acts.filter(({ act }) => act === 'import.applied');
  expect(applied).toMatchObject({ count: 3, detail: expect.stringMatching(/^upload \w{32}, run \w{12}$/) });
});

test('more than a tenth of a school vanishes: said, and not done until each is agreed to', async () => {
  const full = aafFeed({ pupils: [...others, aafPupil('910001')], guardians: [aafGuardian('920001')] });
  await operator.press(await operator.try(full), 'appliquer');
  const few = aafFeed({ pupils: others.slice(0, 10), guardians: [aafGuardian('920001')] });
  const tried = await operator.try(few);
  expect(text(tried)).toMatch(/perdraient plus de 10 %.*Collège des Exemples \(9990001X\)/);
  const unticked = await operator.press(tried, 'appliquer', { 'depart-9990001X': '' });
  expect(unticked.status).toBe(400);
  expect(unticked.$('.error-summary a').attr('href')).toBe('#depart-9990001X');
  expect(unticked.$('#depart-9990001X').attr('aria-describedby')).toBe('depart-9990001X-error');
  const applied = await operator.press(tried, 'appliquer', { 'depart-9990001X': 'oui' });
  expect(applied.$('h1').text()).toBe('Import terminé');
  expect(text(applied)).toMatch(/Élèves 0 0 10 1[0-9] 0/);
});

test('the wrong file: the message that names the right export, and nothing is kept', async () => {
  const before = await site.onDisk();
  const refused = await operator.try({ 'sts.xml': '<?xml version="1.0"?><STS_EDT></STS_EDT>' });
  expect(refused.$('h1').text()).toBe('Ces fichiers ne peuvent pas être importés');
  expect(text(refused)).toMatch(/sts\.xml est un export de STSWEB.*Exports XML générique/);
  expect(refused.$('form[action$=appliquer]')).toHaveLength(0);
  expect(await site.onDisk()).toEqual(before);
});

test('a file cut short: said in the language of the page by the upload, and by the record of the trial', async () => {
  const name = aafName('Eleve');
  const refused = await operator.try({ ...feed, [name]: (feed[name] ?? '').slice(0, -40) });
  const run = (await runs()).find(({ state }) => state === 'failed');
  expect(run?.fault).toMatch(/line \d+: not XML, or cut short/);
  for (const page of [refused, await operator.open(`/operateur/imports/${run?.id}`)]) {
    expect(page.$('.warning').text()).toMatch(
      /Eleve_0000\.xml, ligne \d+ : ce n’est pas du XML, ou il est coupé/,
    );
    expect(page.$('main [lang=en]')).toHaveLength(0);
  }
  const english = await operator.open(`${refused.url}?lang=en`);
  expect(english.$('.warning').text()).toMatch(/not XML, or cut short/);
  await operator.open('/operateur/import?lang=fr');
});

test('an archive whose name lies is read by what it is; a name with accents comes whole', async () => {
  const files = { 'école – été.xml': gzipSync('not a tar') };
  expect(text(await operator.try(files))).toMatch(/école – été\.xml : archive illisible/);
});

test('fields: a school and an academy are checked, tied to their inputs, and what was typed stays', async () => {
  const before = await site.onDisk();
  const page = await operator.send(feed, { ecole: '9990001A', academie: 'Atlantide' });
  expect(page.status).toBe(400);
  expect(page.$('#ecole').attr('aria-describedby')).toBe('ecole-hint ecole-error');
  expect(page.$('#academie').attr('value')).toBe('Atlantide');
  expect(page.$('.error-summary a').toArray()).toHaveLength(2);
  expect(await site.onDisk()).toEqual(before);
  const given = await operator.try(feed, { ecole: '9990001x', academie: 'normandie', format: 'aaf' });
  expect(given.$('h1').text()).toMatch(/Essai terminé/);
});

test('no file, or an empty field as browsers send it: said at the field', async () => {
  for (const files of [{}, { '': '' }]) {
    const page = await operator.send(files);
    expect([page.status, page.$('#fichiers-error').text()]).toEqual([400, 'Choisissez au moins un fichier.']);
  }
});

test('another import runs: the upload waits, and is applied once that one ended', async () => {
  const { leases } = site.services.storage;
  const tried = await operator.try(feed);
  const until = new Date(site.clock.now().getTime() + 60_000);
  await leases.take('import', { holder: 'elsewhere:1', now: site.clock.now(), until });
  const ticks = { 'depart-9990001X': 'oui' };
  const waits = await operator.press(tried, 'appliquer', ticks);
  expect(text(waits)).toMatch(/Un autre import est en cours \(elsewhere:1\)/);
  await leases.release('import', 'elsewhere:1');
  expect((await operator.press(waits, 'appliquer', ticks)).$('h1').text()).toBe('Import terminé');
});

test('the button pressed twice imports once', async () => {
  const tried = await operator.try({ ...feed, [aafName('Eleve')]: feed[aafName('Eleve')] ?? '' });
  const before = (await runs()).length;
  await Promise.all([operator.press(tried, 'appliquer'), operator.press(tried, 'appliquer')]);
  await site.services.uploadWork.idle();
  expect((await runs()).length).toBe(before + 1);
});

test('the page refreshes itself while it runs, unless the person says no; English is whole', async () => {
  const begun = await operator.send(feed);
  if (begun.headers.has('refresh')) {
    expect(begun.$('a[href$="?actualiser=non"]')).toHaveLength(1);
    expect((await operator.open(`${begun.url}?actualiser=non`)).headers.has('refresh')).toBe(false);
  }
  const english = await operator.settled(await operator.open(`${begun.url}?lang=en`));
  expect(english.$('html').attr('lang')).toBe('en');
  expect(english.$('h1').text()).toBe('Trial done: nothing is written');
});
