import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPasswordHasher } from '../../src/accounts/create-password-hasher.js';
import { createSignIn } from '../../src/accounts/sign-in.js';
import { addAccountCommands } from '../../src/cli/account-commands.js';
import { CliError } from '../../src/cli/context.js';
import { addDemoDataCommand } from '../../src/cli/demo-data-command.js';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import type { Storage } from '../../src/storage/open-storage.js';
import { loadSecrets } from '../../src/storage/secrets.js';
import { openCommandSite, type CommandSite } from '../support/command-site.js';
import { signedIn } from '../support/signed-in.js';

const settings = { BCRYPT_COST: '4' };
let site: CommandSite;
let storage: Storage;
let gateway: CommandSite['run'];
beforeAll(async () => {
  site = await openCommandSite([addAccountCommands, addDemoDataCommand], { settings, typed: 'Lune-2' });
  ({ storage, run: gateway } = site);
});
afterAll(() => site?.stop());

const config = () => readConfig({ DATA_DIR: site.folder, ...settings });

async function signIn(identifier: string, password: string) {
  const { passwordPepper } = await loadSecrets(config());
  const hasher = createPasswordHasher(config(), passwordPepper);
  const lock = { after: 5, seconds: 60, triesPerDay: 25 };
  const attempt = createSignIn({ accounts: storage.accounts, hasher, clock: systemClock, lock });
  return (await attempt({ identifier, password })).subject;
}

async function fromFile(text: string | Buffer) {
  const path = join(site.folder, 'accounts.csv');
  await writeFile(path, text);
  return gateway('account', 'add', '--from', path);
}

describe('gateway account add', () => {
  it('makes an account that can sign in at once, with all that was said of it', async () => {
    await gateway('account', 'add', '--kind', 'pupil', '--identifier', 'Eleve.Un', '--password', ' Soleil 1 ',
      '--sn', 'Exemple', '--given-name', 'Noé', '--mail', 'noe@example.org', '--birth-date', '14/02/2012',
      '--uai', '9990001X', '--level', '2115', '--class', '4A', '--title', 'M.', '--ine', '990000001ZZ'); // prettier-ignore
    const subject = await signIn('eleve.un', ' Soleil 1 ');
    expect(subject).toMatchObject({
      kind: 'pupil',
      identifier: 'Eleve.Un',
      mail: 'noe@example.org',
      person: { sn: 'Exemple', givenName: 'Noé', title: 'M.', birthDate: '2012-02-14' },
    });
    expect(subject.person.schools).toEqual([{ uai: '9990001X', degree: 2, className: '4A', level: '2115' }]);
    expect(subject.person.ineHash).toMatch(/^[0-9a-f]{32}$/);
  });

  it('needs kind, identifier and password only', async () => {
    await gateway(
      'account',
      'add',
      '--kind',
      'guardian',
      '--identifier',
      'g1',
      '--password',
      'x',
      '--child',
      'eleve.un',
    );
    expect((await signIn('g1', 'x')).children).toMatchObject([{ givenName: 'Noé' }]);
  });

  it('says everything that is wrong, and adds nothing', async () => {
    const words = [
      '--kind',
      'parent',
      '--identifier',
      'a b',
      '--mail',
      'x',
      '--birth-date',
      '31/02/2012',
      '--uai',
      '1',
    ];
    const refusal = await gateway('account', 'add', ...words).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CliError);
    for (const name of ['kind', 'identifier', 'password', 'mail', 'birth-date', 'uai']) {
      expect((refusal as CliError).message).toContain(`--${name}: `);
    }
  });

  it('refuses an identifier that is taken, and a child that is nobody', async () => {
    const add = ['account', 'add', '--kind', 'guardian', '--password', 'x', '--identifier'];
    await expect(gateway(...add, 'ELEVE.UN')).rejects.toThrow(/already belongs/);
    await expect(gateway(...add, 'g2', '--child', 'nobody')).rejects.toThrow(
      /no account has the identifier nobody/,
    );
    expect(await storage.accounts.findByIdentifier('g2')).toBeUndefined();
  });
});

describe('gateway account add --from', () => {
  it.each([
    ['commas', 'kind,identifier,password,given-name,sn\npupil,f1a,"a,b;c",Noé,"D""Or"\nguardian,f1b,x,,\n'],
    [
      'semicolons, BOM and CRLF',
      '\uFEFFkind;identifier;password;givenName;SN\r\npupil;f2a;a,b;Noé;D"Or\r\n'.replace('D"Or', '"D""Or"'),
    ],
  ])('reads %s', async (_, text) => {
    const { out } = await fromFile(text);
    expect(out).toMatch(/^Added (\d) of \1 accounts\.$/);
    const identifier = text.includes('f1a') ? 'f1a' : 'f2a';
    const { person } = await signIn(identifier, identifier === 'f1a' ? 'a,b;c' : 'a,b');
    expect(person).toMatchObject({ givenName: 'Noé', sn: 'D"Or' });
  });

  it('lists the faults by line and adds nothing', async () => {
    const text = 'kind;identifier;password\npupil;f3a;x\npupil;f3a;y\nparent;f3b;\n';
    const refusal = (await fromFile(text).catch((error: unknown) => error)) as CliError;
    expect(refusal.message.split('\n')).toEqual([
      'Nothing was added.',
      'line 3: identifier: the same as in line 2',
      'line 4: kind: pupil or guardian',
      'line 4: password: 1 to 256 characters',
    ]);
    expect(await storage.accounts.findByIdentifier('f3a')).toBeUndefined();
  });

  it('names the line of an identifier that is taken, and adds the others', async () => {
    const text = 'kind,identifier,password\npupil,f4a,x\npupil,eleve.un,x\npupil,f4b,x\n';
    await expect(fromFile(text)).rejects.toThrow(
      /2 accounts added, and they stay; not added:\nline 3: eleve.un already belongs/,
    );
    const [latest] = await storage.audit.list({ most: 1 });
    expect(latest).toMatchObject({ act: 'account.add', count: 2 });
    expect(await storage.accounts.findByIdentifier('f4b')).toBeDefined();
  });

  it('lets a guardian name children of the same file, wherever they are', async () => {
    await fromFile('kind,identifier,password,child\nguardian,f5g,x,f5a f5b\npupil,f5a,x,\npupil,f5b,x,\n');
    expect((await signIn('f5g', 'x')).children).toHaveLength(2);
  });

  it.each([
    ['an unknown column', 'kind,identifier,passwort\n', /line 1: unknown column "passwort"/],
    ['A06 __proto__ as a column', 'kind,__proto__\nx,y\n', /unknown column/],
    ['a line too short', 'kind,identifier,password\npupil,a\n', /line 2/],
    ['A06 a cell of 1 MB', `kind,identifier,password\npupil,a,${'x'.repeat(1_000_000)}\n`, /record/i],
    ['A06 NUL in a name', 'kind,identifier,password,sn\npupil,f6,x,a\0b\n', /line 2: sn: no control/],
  ])('refuses %s', async (_, text, sentence) => {
    await expect(fromFile(text)).rejects.toThrow(sentence);
    expect(({} as Record<string, unknown>)['kind']).toBeUndefined();
  });

  it('says when there is no such file', async () => {
    await expect(gateway('account', 'add', '--from', join(site.folder, 'none.csv'))).rejects.toThrow(
      /no such file/,
    );
  });
});

describe('gateway account show, lock, unlock, set-password', () => {
  it('shows an account without its hash', async () => {
    const { out } = await gateway('account', 'show', 'eleve.un', '--json');
    expect(JSON.parse(out)).toMatchObject({ identifier: 'Eleve.Un', state: 'ACTIF', hasPassword: true });
    expect(out).not.toContain('$2b$');
    expect((await gateway('account', 'show', 'eleve.un')).out).toMatch(/^state +ACTIF$/m);
    await expect(gateway('account', 'show', 'nobody')).rejects.toThrow(/No account/);
  });

  it('L08 ends the sessions of who is locked or has another password', async () => {
    const { id } = (await storage.accounts.findByIdentifier('eleve.un'))!;
    const open = () =>
      storage.sessions.add('s', {
        user: signedIn({ accountId: id }),
        expiresAt: new Date(Date.now() + 60_000),
      });
    await open();
    expect((await gateway('account', 'lock', 'eleve.un')).out).toBe('Locked; 1 sessions ended.');
    await expect(signIn('eleve.un', ' Soleil 1 ')).rejects.toMatchObject({ code: 'account_locked' });
    await gateway('account', 'unlock', 'eleve.un');
    await open();
    await gateway('account', 'set-password', 'eleve.un');
    expect(await storage.sessions.read('s', new Date())).toBeUndefined();
    expect(await signIn('eleve.un', 'Lune-2')).toBeDefined();
  });
});

describe('gateway demo-data', () => {
  const order = 'demo-data --schools 4 --pupils 300 --guardians 200 --active --password Demo-1'.split(' ');

  it('makes coherent people who can sign in, and makes them once', async () => {
    const before = await storage.accounts.count();
    const { out } = await gateway(...order);
    expect(out).toContain('4 schools, 500 accounts added.');
    expect(await storage.accounts.count()).toBe(before + 500);
    const [pupil, guardian] = [/pupils: +(\S+)/, /guardians: +(\S+)/].map((line) => line.exec(out)![1]!);
    const school = (await signIn(pupil!, 'Demo-1')).person.schools[0]!;
    const classes = (await storage.schools.find(school.uai))!.classes.map(({ name }) => name);
    expect(classes).toContain(school.className);
    const { children } = await signIn(guardian!, 'Demo-1');
    expect(children.length).toBeGreaterThan(0);
    expect((await gateway(...order)).out).toContain('500 accounts were there already');
    expect(await storage.accounts.count()).toBe(before + 500);
  });

  it('gives other numbers to homonyms of other people', async () => {
    const { out } = await gateway(...order, '--seed', 'another');
    expect(out).toContain('500 accounts added.');
  });

  it('makes accounts that cannot sign in unless --active is given with a password', async () => {
    await expect(gateway('demo-data', '--active')).rejects.toThrow(/go together/);
    const { out } = await gateway('demo-data', '--pupils', '1', '--guardians', '0', '--seed', 'idle');
    const [, pupil = ''] = /pupils: +(\S+)/.exec(out) ?? [];
    expect(await storage.accounts.findByIdentifier(pupil)).toMatchObject({ state: 'NON_NOTIFIE' });
  });
});
