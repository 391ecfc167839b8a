import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditTrail } from '../../src/accounts/audit-trail.js';
import type { LetterTools } from '../../src/accounts/letter-tools.js';
import { finishRuns, makeLetters } from '../../src/accounts/make-letters.js';
import { PasswordHasher } from '../../src/accounts/password.js';
import { planLetters, type LetterOrder } from '../../src/accounts/plan-letters.js';
import type { AccountState } from '../../src/accounts/ports.js';
import { LetterFiles } from '../../src/cli/letter-files.js';
import { letterStyle } from '../../src/cli/letter-style.js';
import { FrozenClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { systemRandom } from '../../src/random.js';
import type { SignedIn } from '../../src/web/ports.js';
import { describeOnEachStore, fresh } from './describe-on-each-store.js';

const by = { name: 'op', role: 'operator' } as const;
const pepper = { id: '1', key: 'pepper-for-tests-only-1' };
const hasher = new PasswordHasher({ cost: 4, pepper, formerPeppers: [], queueLimit: 500, cores: 2 });

describeOnEachStore('Letters', (opened) => {
  const accounts = () => opened().storage.accounts;
  let folder: string;
  let uai: string;
  let clock: FrozenClock;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'letters-'));
    uai = fresh('uai');
    clock = new FrozenClock('2026-11-26T08:00:00Z');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const order = (given: Partial<LetterOrder> = {}): LetterOrder => ({
    uai,
    kind: 'pupil',
    named: [],
    onlyNew: false,
    ...given,
  });
  const tools = (given: Partial<LetterTools> = {}): LetterTools => {
    const { storage } = opened();
    const style = letterStyle(readConfig({ BASE_URL: 'https://gateway.example.org' }), 'le secrétariat');
    const output = new LetterFiles({ folder, style, labels: true, csv: true, name: 'x' });
    const audit = new AuditTrail(storage.audit, Buffer.alloc(32));
    return {
      ...{ accounts: storage.accounts, sessions: storage.sessions, runs: storage.letterRuns },
      ...{ audit, clock, hasher, random: systemRandom, output, months: 3, ...given },
    };
  };
  async function pupil(state: AccountState = 'NON_NOTIFIE', className = '4A', given = {}) {
    const person = {
      sn: 'Exemple',
      givenName: 'Noé',
      schools: [{ uai, degree: 2 as const, className }],
      childIds: [],
    };
    return accounts().add({ kind: 'pupil', identifier: fresh('n.exemple'), state, person, ...given });
  }
  const make = async (given: Partial<LetterOrder> = {}, using = tools()) => {
    const plan = await planLetters(order(given), accounts(), clock.now());
    clock.advance(1000);
    return makeLetters(order(given), plan, { by, schoolName: 'Collège' }, using);
  };
  /** Identifier and password of each letter, from the CSV that was published last. */
  async function letters(): Promise<[string, string][]> {
    const name = (await readdir(folder))
      .filter((file) => file.endsWith('.csv'))
      .sort()
      .at(-1)!;
    const rows = (await readFile(join(folder, name), 'utf8')).trim().split('\r\n').slice(1);
    return rows.map((row) => row.slice(1, -1).split('";"')).map((cells) => [cells[4]!, cells[5]!]);
  }
  const opens = async ([identifier, password]: [string, string]) =>
    (await hasher.verify((await accounts().findByIdentifier(identifier))?.passwordHash, password)).ok;

  it('bring a password that works for three months, and is nowhere in the store', async () => {
    const one = await pupil();
    const { files, valid } = await make();
    expect([files.length, valid]).toEqual([3, 1]);
    const [letter] = await letters();
    expect(letter?.[1]).toMatch(/^[2-9A-HJ-NP-TV-Z]{12}$/);
    expect(await opens(letter!)).toBe(true);
    const stored = await accounts().findById(one.id);
    expect(stored).toMatchObject({ state: 'NOTIFIE', expiresAt: new Date('2027-02-26T08:00:01Z') });
    expect(JSON.stringify(stored)).not.toContain(letter![1]);
  });

  it('void the former letter, and end the sessions', async () => {
    const one = await pupil();
    await make();
    const [former] = await letters();
    const user = { subject: { accountId: one.id } } as SignedIn;
    await opened().storage.sessions.add('s', { user, expiresAt: new Date('2099-01-01') });
    await make();
    expect(await opens(former!)).toBe(false);
    expect(await opens((await letters())[0]!)).toBe(true);
    expect(await opened().storage.sessions.read('s', clock.now())).toBeUndefined();
  });

  it('are for the class and the states asked for; accounts in use are named one by one', async () => {
    await pupil('NON_NOTIFIE', '4B');
    await pupil('SORTI');
    const active = await pupil('ACTIF');
    const waiting = await pupil('NOTIFIE', '4A', { passwordHash: 'x' });
    const fresher = await pupil();
    const chosen = async (given: Partial<LetterOrder>) =>
      (await planLetters(order({ className: '4A', ...given }), accounts(), clock.now())).chosen
        .map(({ id }) => id)
        .sort();
    expect(await chosen({})).toEqual([waiting.id, fresher.id].sort());
    expect(await chosen({ onlyNew: true })).toEqual([fresher.id]);
    expect(await chosen({ named: [active.identifier.toUpperCase()] })).toEqual(
      [waiting.id, fresher.id, active.id].sort(),
    );
    const plan = await planLetters(order({ named: ['nobody'] }), accounts(), clock.now());
    expect(plan.unknown).toEqual(['nobody']);
    expect(plan.counts.get('ACTIF')).toEqual({ found: 1, chosen: 0 });
  });

  it('of guardians name the children of the class', async () => {
    const child = await pupil();
    const person = {
      sn: 'Exemple',
      givenName: 'Zoé',
      schools: [{ uai, degree: 2 as const }],
      childIds: [child.id],
    };
    await accounts().add({ kind: 'guardian', identifier: fresh('z.exemple'), state: 'NON_NOTIFIE', person });
    expect(await make({ kind: 'guardian', className: '4A' })).toMatchObject({ valid: 1 });
    expect(
      (await planLetters(order({ kind: 'guardian', className: '4B' }), accounts(), clock.now())).chosen,
    ).toEqual([]);
  });

  it.each([
    ['before the run is noted', { runs: 'save' }],
    ['at the third password', { accounts: 'apply' }],
    ['before the documents have their names', { output: 'publish' }],
    ['before the run is forgotten', { runs: 'remove' }],
  ])('broken off %s are all valid or all void, and the next run ends them', async (_, place) => {
    const pupils = await Promise.all(Array.from({ length: 5 }, () => pupil()));
    const [part, method] = Object.entries(place)[0] as ['accounts', 'apply'];
    await expect(
      make({}, tools({ [part]: dying(tools()[part], method, part === 'accounts' ? 3 : 1) })),
    ).rejects.toThrow('killed');
    const finished = await finishRuns(uai, tools());
    if (part === ('runs' as string) && method === ('save' as string)) {
      expect(finished).toEqual([]);
      for (const { id } of pupils) expect((await accounts().findById(id))?.state).toBe('NON_NOTIFIE');
      return;
    }
    expect(finished).toMatchObject([{ outcome: { valid: 5, skipped: [] } }]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    for (const letter of await letters()) expect(await opens(letter)).toBe(true);
    expect(await finishRuns(uai, tools())).toEqual([]);
  });

  it('whose documents are gone are void: the accounts show as expired', async () => {
    const one = await pupil();
    await expect(make({}, tools({ output: dying(tools().output, 'publish', 1) }))).rejects.toThrow('killed');
    await rm(folder, { recursive: true });
    expect(await finishRuns(uai, tools())).toMatchObject([{ outcome: { files: [], valid: 0 } }]);
    const stored = await accounts().findById(one.id);
    expect(stored).toMatchObject({ state: 'NOTIFIE', expiresAt: clock.now() });
    expect(stored?.passwordHash).toBeUndefined();
  });

  it('leave alone who changed while they were broken off', async () => {
    const one = await pupil();
    await expect(make({}, tools({ accounts: dying(accounts(), 'apply', 1) }))).rejects.toThrow('killed');
    await accounts().setPassword(one.id, 'own');
    expect(await finishRuns(uai, tools())).toMatchObject([
      { outcome: { valid: 0, skipped: [one.identifier] } },
    ]);
    expect((await accounts().findById(one.id))?.passwordHash).toBe('own');
  });
});

/** `whole`, but for the nth call of `method` and all after it: the process is dead by then. */
function dying<T extends object>(whole: T, method: string, nth: number): T {
  let calls = 0;
  return new Proxy(whole, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === method && (calls += 1) >= nth) throw new Error('killed');
        return Reflect.apply(value, target, args);
      };
    },
  });
}
