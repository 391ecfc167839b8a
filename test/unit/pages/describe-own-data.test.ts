import { accountActs } from '../../../src/accounts/audit-acts.js';
import { languages } from '../../../src/languages.js';
import { describeOwnData } from '../../../src/pages/account/describe-own-data.js';
import { collectOwnData } from '../../../src/pages/account/own-data.js';
import { FrozenClock } from '../../../src/clock.js';
import { loadTranslations } from '../../../src/web/translations.js';
import { localeTexts } from '../../support/locale-texts.js';
import { signedIn } from '../../support/signed-in.js';
import { account } from '../accounts/memory-accounts.js';

const clock = new FrozenClock('2026-11-26T20:30:00Z');
const terms = { serviceProviders: { record: () => undefined }, timeZone: 'Indian/Reunion' };
const translations = loadTranslations({
  ...{ SERVICE_NAME: 'ÉcoleClé', SERVICE_OPERATOR: 'Académie d’essai', SUPPORT_MAIL: 'aide@gateway.test' },
  TIME_ZONE: terms.timeZone,
});

/** What the trail has of the person, the facts under « Changements du compte », and the whole document. */
async function described(acts: readonly string[], language: (typeof languages)[number], refused = false) {
  const by = { name: 'somebody', role: 'operator' } as const;
  const result = refused ? 'refused' : 'done';
  const entry = { at: clock.now(), by, result, seq: 1, previous: '', hash: '' } as const;
  const person = { ...account().person, birthDate: '2011-07-01' };
  const data = await collectOwnData(signedIn(), {
    ...{ clock, accounts: { findById: async () => account({ person, createdAt: clock.now() }) } },
    ...{ schools: { findMany: async () => [] }, releases: { ofAccount: async () => [] } },
    connections: { lastOf: async () => [] },
    auditStore: { list: async () => acts.map((act) => ({ ...entry, act })) },
  });
  const document = describeOwnData(data, translations[language], terms);
  return { data, document, facts: document.sections.at(-1)?.facts ?? [] };
}

test.each(languages)(
  'in %s every act that the trail may have of a person has words of its own',
  async (language) => {
    const { data, facts } = await described(accountActs, language);
    const words = facts.map((fact) => fact.split(' · ')[1] ?? '');
    const missing = accountActs.filter((act) => !localeTexts[language].has(`acts.${act}`));
    expect(missing).toEqual([]);
    expect(new Set(words).size).toBe(accountActs.length);
    for (const text of words)
      expect([language, text]).not.toEqual([language, expect.stringMatching(/acts?\./)]);
    expect(data.acts.map(({ act }) => act)).toEqual(accountActs);
    const named = [...localeTexts[language].keys()].filter((path) => /^acts\.\w+\./.test(path));
    expect(named.sort()).toEqual(accountActs.map((act) => `acts.${act}`).sort());
  },
);

test('what was refused is said to be; an act of a former version is not shown as a code', async () => {
  expect((await described(['account.activate'], 'fr', true)).facts).toEqual([
    '27 novembre 2026 à 00:30 · Compte activé (refusé)',
  ]);
  expect((await described(['account.of-old'], 'en')).facts).toEqual([
    '27 November 2026 at 00:30 · Another change',
  ]);
});

test('days and times are written in the language, in the time of the schools', async () => {
  const { document } = await described([], 'fr');
  const facts = document.sections.flatMap((section) => section.facts);
  expect(facts).toContain('Compte créé : 27 novembre 2026 à 00:30');
  expect(facts).toContain('Date de naissance : 1 juillet 2011');
});
