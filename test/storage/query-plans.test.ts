import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { PasswordHasher } from '../../src/accounts/password.js';
import { createSignIn } from '../../src/accounts/sign-in.js';
import { systemClock } from '../../src/clock.js';
import type { ServiceProvider } from '../../src/federation/ports.js';
import type { AuthnRequest } from '../../src/saml/types.js';
import { createStores, type Stores } from '../../src/storage/create-stores.js';
import { openStoreServer } from '../../src/storage/embedded/open-store-server.js';
import { ensureIndexes } from '../../src/storage/ensure-indexes.js';
import { expectGolden } from '../support/golden.js';
import { recordCommands } from '../support/record-commands.js';
import { activationOperations, addActivationRecords } from './activation-operations.js';
import { fresh } from './describe-on-each-store.js';
import { guardianOperations } from './guardian-operations.js';
import { franceConnectOperations } from './franceconnect-operations.js';
import { importOperations } from './import-operations.js';
import { addLinkRecords, linkOperations } from './link-operations.js';
import { addOperatorRecords, operatorOperations } from './operator-operations.js';
import { outboxOperations } from './outbox-operations.js';
import { ownAccountOperations } from './own-account-operations.js';
import { readQueries, type Asked, type Document } from './read-queries.js';

const person = { sn: 'Exemple', givenName: 'Noé', schools: [], childIds: [] };
const now = new Date();
const later = new Date(Date.now() + 60_000);
const request = { id: '_1', issuer: 'sp', issueInstant: new Date('2026-03-02T08:00:00Z') } as AuthnRequest;
const portal = {
  entityId: 'sp',
  metadata: {},
  release: 'all',
  switches: { profile_hints: {} },
} as ServiceProvider;
const pepper = { id: '1', key: 'pepper-for-tests-only-1' };
const failures = { count: 1, windowCount: 1 };
const record = {
  seq: 1,
  at: now,
  by: { name: 'op', role: 'operator' },
  act: 'x',
  result: 'done',
  previous: '',
  hash: 'h',
} as const;

/** Every operation that reads, replaces, changes or removes; the reads that see all of a collection are named below. */
const operations: Record<string, (stores: Stores) => Promise<unknown>> = {
  'accounts.findByIdentifier': ({ accounts }) => accounts.findByIdentifier('n.exemple'),
  'accounts.findById': ({ accounts }) => accounts.findById('1'),
  'accounts.findMany': ({ accounts }) => accounts.findMany(['1', '2']),
  'accounts.recordFailure': async ({ accounts }) =>
    accounts.recordFailure((await accounts.findById('1'))!, failures),
  'accounts.recordSuccess': async ({ accounts }) =>
    accounts.recordSuccess((await accounts.findById('1'))!, 'h'),
  'accounts.noteSignIns': ({ accounts }) => accounts.noteSignIns([{ accountId: '1', at: now }]),
  'accounts.forgiveFailures': async ({ accounts }) =>
    accounts.forgiveFailures((await accounts.findById('1'))!),
  'accounts.findStranger': ({ accounts }) => accounts.findStranger('nobody'),
  'accounts.recordStrangerFailure': async ({ accounts }) => {
    await accounts.recordStrangerFailure({ key: 'k', failures, version: 1 }, failures, later);
  },
  'accounts.add, taken': async ({ accounts }) => {
    await accounts.addMany([{ id: '2', kind: 'pupil', identifier: 'n.exemple', state: 'ACTIF', person }]);
  },
  'accounts.replacePerson': ({ accounts }) => accounts.replacePerson('1', person),
  'accounts.setPassword': ({ accounts }) => accounts.setPassword('1', 'h'),
  'accounts.apply': ({ accounts }) => accounts.apply({ id: '1', version: 0 }, { state: 'ACTIF' }),
  'accounts.ofSchool': ({ accounts }) => accounts.ofSchool('9990001X', 'pupil'),
  'accounts.leftBefore': ({ accounts }) => accounts.leftBefore(now, 10),
  'accounts.removeIdentifier': ({ accounts }) => accounts.removeIdentifier('nobody', '1'),
  'accounts.streamAll': async ({ accounts }) => {
    for await (const account of accounts.streamAll()) expect(account.id).toBe('1');
  },
  'sessions.read': ({ sessions }) => sessions.read('s', now),
  'sessions.touch': ({ sessions }) => sessions.touch('s', later),
  'sessions.remove': ({ sessions }) => sessions.remove('s'),
  'sessions.removeOfAccount': ({ sessions }) => sessions.removeOfAccount('1'),
  'authnRequests.claim': ({ authnRequests }) => authnRequests.claim('handle', 'browser', now),
  'authnRequests.takeToAnswer': ({ authnRequests }) => authnRequests.takeToAnswer('handle', 'browser', now),
  'nameIds.getOrCreate': ({ nameIds }) => nameIds.getOrCreate('1', 'sp', 'v'),
  'audit.insert': ({ audit }) => audit.insert([record]),
  'audit.last': ({ audit }) => audit.last(),
  'audit.list': ({ audit }) => audit.list({ most: 10 }),
  'audit.list, of an account': ({ audit }) => audit.list({ accountId: '1', most: 10 }),
  'audit.list, of a school': ({ audit }) => audit.list({ uai: '9990001X', most: 10 }),
  'audit.from': ({ audit }) => audit.from(1)[Symbol.asyncIterator]().next(),
  'audit.removeThrough': ({ audit }) => audit.removeThrough(0),
  ...outboxOperations,
  'leases.take': ({ leases }) => leases.take('l', { holder: 'h', now, until: later }),
  'leases.renew': ({ leases }) => leases.renew('l', 'h', later),
  'leases.holder': ({ leases }) => leases.holder('l', now),
  'leases.release': ({ leases }) => leases.release('l', 'h'),
  'connections.lastOf': ({ connections }) => connections.lastOf('1', 10, now),
  'connections.removePast': ({ connections }) => connections.removePast(now),
  'jobRuns.save': ({ jobRuns }) =>
    jobRuns.save({ job: 'j', by: 'h', startedAt: now, finishedAt: now, result: '{}', failed: false }),
  'jobRuns.last': ({ jobRuns }) => jobRuns.last('j'),
  'letterRuns.remove': ({ letterRuns }) => letterRuns.remove('r'),
  'letterRuns.ofSchool': ({ letterRuns }) => letterRuns.ofSchool('9990001X'),
  'nameIds.removeOfAccount': ({ nameIds }) => nameIds.removeOfAccount('2'),
  ...importOperations,
  ...guardianOperations,
  ...linkOperations,
  ...activationOperations,
  ...ownAccountOperations,
  ...operatorOperations,
  ...franceConnectOperations,
  'serviceProviders.save': ({ serviceProviders }) => serviceProviders.save(portal),
  'serviceProviders.all': ({ serviceProviders }) => serviceProviders.all(),
  'serviceProviders.find': ({ serviceProviders }) => serviceProviders.find('sp'),
  'serviceProviders.remove': ({ serviceProviders }) => serviceProviders.remove('sp'),
  'serviceProviders.revision': ({ serviceProviders }) => serviceProviders.revision(),
};

/** Operations whose point is to see a whole collection. They go along the index of `_id`, never unsorted. */
const whole = ['accounts.streamAll', 'schools.all', 'serviceProviders.all'];

describe('The queries of the stores', () => {
  let connection: mongoose.Connection;
  let stores: Stores;
  let asked: Asked[] = [];
  let sent = 0;
  let stop: () => Promise<void>;
  let recorded: () => string;

  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'passerelle-'));
    const given = process.env['MONGODB_TEST_URI'];
    const server =
      given === undefined
        ? await openStoreServer({ dataDir, clock: systemClock })
        : { uri: given, stop: async () => {} };
    const options = { autoIndex: false, autoCreate: false, ignoreUndefined: true, sanitizeFilter: true };
    connection = await mongoose
      .createConnection(server.uri, { ...options, dbName: fresh('plans'), monitorCommands: true })
      .asPromise();
    recorded = recordCommands(connection.getClient(), now);
    stores = createStores(connection, Buffer.alloc(32));
    await ensureIndexes(connection);
    await addLinkRecords(stores);
    await addActivationRecords(stores);
    await addOperatorRecords(stores);
    await stores.accounts.add({
      id: '1',
      kind: 'pupil',
      identifier: 'n.exemple',
      state: 'ACTIF',
      person,
      passwordHash: 'h',
    });
    await stores.authnRequests.hold(request, { handle: 'handle', receivedAt: now, until: later });
    connection.getClient().on('commandStarted', ({ command }) => {
      sent += 1;
      asked.push(...readQueries(command as Document));
    });
    stop = async () => {
      await connection.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
  });
  afterAll(() => stop());

  it.each(Object.entries(operations))('%s looks at no more than it needs', async (name, operation) => {
    asked = [];
    await operation(stores);
    const seen = asked;
    expect(seen.length).toBeGreaterThan(0);
    for (const query of seen) {
      const stages = await explain(query);
      expect(stages).not.toHaveLength(0);
      expect(stages).not.toContain('EOF');
      if (whole.includes(name)) expect(query.sort).toEqual({ _id: 1 });
      else expect({ query, stages }).toMatchObject({ stages: expect.not.arrayContaining(['COLLSCAN']) });
    }
  });

  it('are those that product-queries.test.ts replays', () => {
    expectGolden('storage/product-queries.jsonl', recorded());
  });

  it('are all tried above, but for those that only insert or count', () => {
    const tried = new Set(Object.keys(operations).map((name) => name.replace(/,.*/, '')));
    const untried = Object.entries(stores).flatMap(([noun, store]) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(store))
        .map((method) => `${noun}.${method}`)
        .filter((name) => !tried.has(name)),
    );
    const others = [
      'constructor',
      'add',
      'count',
      'countOfSchool',
      'isEmpty',
      'move',
      'toAccount',
      'addMany',
      'findMany',
      'change',
      'read',
      'insert',
      'remember',
      'hold',
      'insertUntilTaken',
      'moveHead',
    ];
    expect(untried.filter((name) => !others.includes(name.split('.')[1] ?? ''))).toEqual(['letterRuns.save']);
  });

  it('L02 of a wrong password are as many for an account as for nobody', async () => {
    const hasher = new PasswordHasher({ cost: 4, pepper, formerPeppers: [], queueLimit: 5, cores: 1 });
    const lock = { after: 50, seconds: 60, triesPerDay: 100 };
    const signIn = createSignIn({ accounts: stores.accounts, hasher, clock: systemClock, lock });
    const commands: number[] = [];
    for (const identifier of ['n.exemple', 'nobody', 'n.exemple', 'nobody']) {
      sent = 0;
      await expect(signIn({ identifier, password: 'wrong' })).rejects.toMatchObject({
        code: 'credentials_wrong',
      });
      commands.push(sent);
    }
    expect(commands).toEqual([3, 3, 3, 3]);
  });
  it('would be caught if one scanned', async () => {
    expect(await explain({ collection: 'accounts', filter: { mail: 'x' } })).toContain('COLLSCAN');
  });

  /** The stages of the server's plan, from the root down. */
  async function explain({ collection, filter, sort }: Asked): Promise<string[]> {
    const find = { find: collection, filter, ...(sort === undefined ? {} : { sort }) };
    const answer = await connection.db!.command({ explain: find, verbosity: 'queryPlanner' });
    const stages: string[] = [];
    JSON.stringify(answer['queryPlanner'], (key, value: unknown) => {
      if (key === 'stage') stages.push(String(value));
      return key === 'rejectedPlans' ? undefined : value;
    });
    return stages;
  }
});
