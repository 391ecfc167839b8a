import { mergeAccounts } from '../../../src/accounts/merge-accounts.js';
import { loadSubject } from '../../../src/accounts/subject.js';
import { eduConnectAttributes } from '../../../src/federation/educonnect-attributes.js';
import { frEduVecteur } from '../../../src/federation/fredu-vecteur.js';
import type { Storage } from '../../../src/storage/open-storage.js';
import { aafFeed, aafGuardian, aafPupil, collège, link, lycée } from '../../support/feeds/small-aaf.js';
import {
  accountOf,
  auditOf,
  forgetImports,
  importClock as clock,
  importFiles,
} from '../../support/import-for-test.js';
import { describeOnEachStore } from '../describe-on-each-store.js';

const by = { name: 'test', role: 'person' } as const;
const messages = { queueMail: async () => ({ queued: true, id: 'm' }) as const };
const sn = "D’Hérouville-L'Œuf";
const same = { sn, givenName: 'Zoë', mail: 'zoe@familles.example.org', mobile: '0611111111' };
const secondary = { ENTPersonStructRattach: '802', ENTEleveClasses: '802$2GT1' };
/** Two children in two schools, each with a guardian record of its own. */
const feedOf = (
  one: Record<string, string>,
  other: Record<string, string>,
  children: Record<string, readonly string[]> = {},
) =>
  aafFeed({
    schools: [collège, lycée],
    pupils: [
      aafPupil('910001', { ENTElevePersRelEleve: [link('920001')] }),
      aafPupil('910002', { ...secondary, ENTElevePersRelEleve: [link('920002')] }),
      aafPupil('910003', { ...secondary, ENTElevePersRelEleve: children['910003'] ?? [] }),
    ],
    guardians: [aafGuardian('920001', one), aafGuardian('920002', other)],
  });

async function released(storage: Storage, key: string) {
  const subject = await loadSubject(await accountOf(storage, key), storage.accounts);
  const refIds = eduConnectAttributes.find(({ name }) => name === 'FrEduCtRefId');
  const context = { baseUrl: 'https://gateway.test', authnInstant: clock.now() };
  return { vectors: frEduVecteur(subject), refIds: refIds?.values(subject, context as never) };
}

describeOnEachStore('Guardians of children in many schools', (opened) => {
  beforeEach(() => forgetImports(opened().storage));
  const idOf = async (key: string): Promise<string> => (await accountOf(opened().storage, key)).id;

  it('are one account by name, first name, mail and mobile: a vector for each child, a RefId for each record', async () => {
    const { storage } = opened();
    await importFiles(storage, feedOf(same, { ...same, mail: 'Zoe@Familles.example.org' }));
    expect(await idOf('g:9:920001')).toBe(await idOf('g:9:920002'));
    const { vectors, refIds } = await released(storage, 'g:9:920001');
    expect([...vectors].sort()).toEqual([`2|${sn}|Zoë|55910001|9990001X`, `2|${sn}|Zoë|55910002|9990002Y`]);
    expect([...(refIds ?? [])].sort()).toEqual(['{AAF}9|9990001X|920001', '{AAF}9|9990002Y|920002']);
  });

  it.each([
    ['the name', { sn: "D’Herouville-L'Œuf" }],
    ['the first name', { givenName: 'Zoe' }],
    ['capitals', { sn: sn.toUpperCase() }],
    ['how an accent is written (NFD)', { givenName: 'Zoë'.normalize('NFD') }],
    ['the mail', { mail: 'autre@familles.example.org' }],
    ['the mobile', { mobile: '0622222222' }],
  ])(
    'are two accounts when %s differs, each with the names of its own feed, to the octet',
    async (_what, given) => {
      const { storage } = opened();
      await importFiles(storage, feedOf(same, { ...same, ...given }));
      expect(await idOf('g:9:920001')).not.toBe(await idOf('g:9:920002'));
      const other = { ...same, ...given };
      expect((await released(storage, 'g:9:920001')).vectors).toEqual([`2|${sn}|Zoë|55910001|9990001X`]);
      expect((await released(storage, 'g:9:920002')).vectors).toEqual([
        `2|${other.sn}|${other.givenName}|55910002|9990002Y`,
      ]);
    },
  );

  it('stay one once they were grouped, through the next imports: nobody is made again, changes reach the one that stays', async () => {
    const { storage } = opened();
    const other = { ...same, mobile: '0622222222' };
    await importFiles(storage, feedOf(same, other));
    const [kept, gone] = [await accountOf(storage, 'g:9:920001'), await accountOf(storage, 'g:9:920002')];
    for (const { id, version } of [kept, gone])
      await storage.accounts.apply({ id, version }, { state: 'ACTIF', passwordHash: 'h' });
    const { accounts, sessions, personKeys, subjects } = storage;
    const tools = { accounts, sessions, personKeys, subjects, messages, clock, audit: auditOf(storage) };
    await mergeAccounts({ sourceId: gone.id, targetId: kept.id, by, language: 'fr' }, tools);
    const before = await storage.accounts.count();
    const again = await importFiles(storage, feedOf(same, other));
    expect(again).toMatchObject({ created: { guardians: 0 }, left: { guardians: 0 }, stopped: [] });
    expect(await storage.accounts.count()).toBe(before);
    expect([await idOf('g:9:920001'), await idOf('g:9:920002')]).toEqual([kept.id, kept.id]);
    const { vectors, refIds } = await released(storage, 'g:9:920002');
    expect([...vectors].sort()).toEqual([`2|${sn}|Zoë|55910001|9990001X`, `2|${sn}|Zoë|55910002|9990002Y`]);
    expect([...(refIds ?? [])].sort()).toEqual(['{AAF}9|9990001X|920001', '{AAF}9|9990002Y|920002']);
    await importFiles(storage, feedOf(same, other, { '910003': [link('920002')] }));
    const now = await accountOf(storage, 'g:9:920001');
    expect([now.id, now.state, now.person.childIds.length]).toEqual([kept.id, 'ACTIF', 3]);
    expect(await storage.accounts.findById(gone.id)).toMatchObject({
      state: 'FUSIONNE',
      person: { childIds: [] },
    });
  });

  it('are grouped while an import that had read them before is written: the next one sets it right', async () => {
    const { storage } = opened();
    const other = { ...same, mobile: '0622222222' };
    await importFiles(storage, feedOf(same, other));
    const [kept, gone] = [await accountOf(storage, 'g:9:920001'), await accountOf(storage, 'g:9:920002')];
    const key = (await storage.personKeys.findMany(['g:9:920002'])).get('g:9:920002');
    for (const { id, version } of [kept, gone])
      await storage.accounts.apply({ id, version }, { state: 'ACTIF', passwordHash: 'h' });
    const { accounts, sessions, personKeys, subjects } = storage;
    const tools = { accounts, sessions, personKeys, subjects, messages, clock, audit: auditOf(storage) };
    await mergeAccounts({ sourceId: gone.id, targetId: kept.id, by, language: 'fr' }, tools);
    await storage.personKeys.saveMany([key!]);
    await importFiles(storage, feedOf(same, { ...other, mobile: '0633333333' }));
    expect(await idOf('g:9:920002')).toBe(kept.id);
    expect((await accountOf(storage, 'g:9:920002')).person.childIds).toHaveLength(2);
  });
});
