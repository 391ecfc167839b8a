import { load } from 'cheerio';
import supertest from 'supertest';
import { createTestSite, type TestSiteOptions } from './support/test-site.js';

async function notice(options: TestSiteOptions, address = '/mentions-legales'): Promise<string> {
  return load((await supertest(createTestSite(options).app).get(address)).text)('main').text();
}

test('names the host and the director of publication of the settings, escaped', async () => {
  const legal = { LEGAL_HOST: 'Rectorat <essai>, 1 rue du Lycée', LEGAL_PUBLISHER: 'Mme la rectrice' };
  for (const address of ['/mentions-legales', '/mentions-legales?lang=en']) {
    const text = await notice({ legal }, address);
    expect(text).toContain('Rectorat <essai>, 1 rue du Lycée');
    expect(text).toContain('Mme la rectrice');
    expect(text).not.toMatch(/À indiquer par|To be stated by/);
  }
});

test('says plainly what the operator has to state', async () => {
  expect((await notice({})).match(/À indiquer par l’exploitant/g)).toHaveLength(2);
  expect((await notice({}, '/mentions-legales?lang=en')).match(/To be stated by/g)).toHaveLength(2);
});
