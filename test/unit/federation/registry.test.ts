import { jest } from '@jest/globals';
import pino from 'pino';
import type { ServiceProvider, ServiceProviderRepository } from '../../../src/federation/ports.js';
import { ServiceProviderRegistry } from '../../../src/federation/registry.js';
import { toRelyingParty } from '../../../src/federation/relying-party.js';
import { keyXml, makeSpKey, sampleRecord } from '../../support/sample-sp.js';

/** Records in memory, counting what is asked of it. */
class FakeRepository implements ServiceProviderRepository {
  readings = 0;
  broken = false;
  private version = 0;
  constructor(private records: ServiceProvider[]) {}
  async all() {
    this.readings += 1;
    return [...this.records];
  }
  async find(entityId: string) {
    return this.records.find((record) => record.entityId === entityId);
  }
  async save(record: ServiceProvider) {
    this.records = [...this.records.filter((one) => one.entityId !== record.entityId), record];
    this.version += 1;
  }
  async remove(entityId: string) {
    this.records = this.records.filter((one) => one.entityId !== entityId);
    this.version += 1;
    return true;
  }
  async revision() {
    if (this.broken) throw new Error('store away');
    return String(this.version);
  }
}

const one = sampleRecord({ entityId: 'https://one.example/sp' });
const two = sampleRecord({ entityId: 'https://two.example/sp' }, { switches: { enabled: false } });
const none = () => 'none' as const;

function logged() {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) }) };
}

describe('the registry', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('answers from memory; unknown is undefined', async () => {
    const repository = new FakeRepository([two, one]);
    const registry = new ServiceProviderRegistry(repository, none, logged().log);
    await registry.start();
    expect((await registry.find(one.entityId))?.enabled).toBe(true);
    expect((await registry.find(two.entityId))?.enabled).toBe(false);
    expect(await registry.find('https://three.example/sp')).toBeUndefined();
    expect(await registry.find('__proto__')).toBeUndefined();
    expect(registry.record(one.entityId)).toBe(one);
    expect(registry.list()).toEqual([one, two]);
    expect(await registry.find(one.entityId)).toBe(await registry.find(one.entityId));
    expect(repository.readings).toBe(1);
    await registry.stop();
  });

  test('sees a change within 2 s, and reads nothing when there is none', async () => {
    const repository = new FakeRepository([one]);
    const registry = new ServiceProviderRegistry(repository, none, logged().log);
    await registry.start();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(repository.readings).toBe(1);
    await repository.save(two);
    await repository.remove(one.entityId);
    await jest.advanceTimersByTimeAsync(2000);
    expect(registry.list()).toEqual([two]);
    expect(await registry.find(one.entityId)).toBeUndefined();
    await registry.stop();
    await repository.save(one);
    await jest.advanceTimersByTimeAsync(2000);
    expect(registry.list()).toEqual([two]);
  });

  test('a store away is logged; the last portals keep serving, and it recovers', async () => {
    const repository = new FakeRepository([one]);
    const { log, lines } = logged();
    const registry = new ServiceProviderRegistry(repository, none, log);
    await registry.start();
    repository.broken = true;
    await jest.advanceTimersByTimeAsync(1000);
    expect(lines).toHaveLength(1);
    expect(await registry.find(one.entityId)).toBeDefined();
    repository.broken = false;
    await repository.save(two);
    await jest.advanceTimersByTimeAsync(1000);
    expect(registry.list()).toHaveLength(2);
    await registry.stop();
  });

  test('one bad record is logged once and breaks no other', async () => {
    const bad = { ...two, metadata: { ...two.metadata, signingCertificates: ['AAAA'] } };
    const { log, lines } = logged();
    const registry = new ServiceProviderRegistry(new FakeRepository([bad, one]), none, log);
    await registry.start();
    expect(await registry.find(bad.entityId)).toBeUndefined();
    expect(await registry.find(bad.entityId)).toBeUndefined();
    expect(await registry.find(one.entityId)).toBeDefined();
    expect(lines).toEqual([expect.objectContaining({ entityId: bad.entityId })]);
    await registry.stop();
  });
});

describe('the relying party of a record', () => {
  test('switches over metadata', async () => {
    const { certificate } = await makeSpKey();
    const record = sampleRecord(
      {
        roleStart: keyXml(certificate),
        roleAttributes: 'AuthnRequestsSigned="true"',
        entityAttributes: 'validUntil="2027-01-01T00:00:00Z"',
      },
      { switches: { legacy_sha1: true, sign_response: false, profile_hints: { 'urn:eleve': 'pupil' } } },
    );
    const asked: unknown[] = [];
    const party = toRelyingParty(record, (keys) => {
      asked.push(keys);
      return 'unusable';
    });
    expect(party).toMatchObject({
      entityId: record.entityId,
      enabled: true,
      validUntil: new Date('2027-01-01T00:00:00Z'),
      acs: record.metadata.acs,
      requireSignedRequests: true,
      legacySha1: true,
      signResponse: false,
      signAssertion: true,
      encryption: 'unusable',
    });
    expect(asked).toEqual([[{ certificate, methods: [] }]]);
    expect(party.signingKeys[0]?.certificate).toBe(certificate);
    expect(party.signingKeys[0]?.key.asymmetricKeyType).toBe('rsa');
    expect(party.profileHints['urn:eleve']).toBe('pupil');
    expect(party.profileHints['constructor']).toBeUndefined();
  });

  test('IIP-SSO06 WantAssertionsSigned goes before sign_assertion=no', () => {
    const sees = (wanted: boolean) =>
      toRelyingParty(
        sampleRecord(
          { roleAttributes: `WantAssertionsSigned="${wanted}"` },
          { switches: { sign_assertion: false, accept_minimum: true } },
        ),
        () => 'none',
      );
    expect(sees(true)).toMatchObject({ signAssertion: true, acceptMinimum: true });
    expect(sees(false).signAssertion).toBe(false);
  });

  test('encrypt=off asks for no key; a switch alone may require signatures', () => {
    const record = sampleRecord({}, { switches: { encrypt: 'off', require_signed_requests: true } });
    const party = toRelyingParty(record, () => {
      throw new Error('not to be asked');
    });
    expect(party).toMatchObject({ encryption: 'none', requireSignedRequests: true });
  });
});
