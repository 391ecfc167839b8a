import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrozenClock } from '../../../src/clock.js';
import { SeededRandom } from '../../../src/random.js';
import { buildIdpMetadata } from '../../../src/saml/idp-metadata.js';
import { prepareNext, promoteNext, retireFormer } from '../../../src/saml/roll-keys.js';
import { proveSignature } from '../../../src/saml/self-test.js';
import { loadSigningKeys, type KeyOptions, type SigningKeys } from '../../../src/saml/signing-keys.js';
import { metadataSettings } from '../../support/metadata-settings.js';
import { readXml } from '../../support/read-xml.js';
import { derOf, readGolden } from '../../support/saml-samples.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'keys-'))));
afterEach(() => rm(folder, { recursive: true }));

const clock = new FrozenClock('2026-03-02T08:00:00Z');
const options = (seed = 'keys'): KeyOptions => ({
  folder,
  bits: 2048,
  commonName: 'gateway.test',
  clock,
  random: new SeededRandom(seed),
});
const put = (name: string, golden: string): Promise<void> =>
  writeFile(join(folder, name), readGolden(golden));

async function publishedIn(keys: SigningKeys): Promise<string[]> {
  const xml = await buildIdpMetadata(metadataSettings, keys, { clock, random: new SeededRandom('metadata') });
  return readXml(xml, '//md:KeyDescriptor[@use="signing"]//ds:X509Certificate');
}

describe('loadSigningKeys', () => {
  it('makes signing and encryption keys at the first start, for their owner alone', async () => {
    const keys = await loadSigningKeys(options());
    expect((await readdir(folder)).sort()).toEqual([
      'encryption.crt',
      'encryption.key',
      'signing.crt',
      'signing.key',
    ]);
    for (const file of await readdir(folder))
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    const certificate = new X509Certificate(await readFile(join(folder, 'signing.crt')));
    expect(certificate.subject).toBe('CN=gateway.test');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(new Date(certificate.validFrom)).toEqual(new Date('2026-03-02T08:00:00Z'));
    expect(new Date(certificate.validTo)).toEqual(new Date('2046-03-02T08:00:00Z'));
    await expect(proveSignature(keys)).resolves.toBeUndefined();
    expect(keys.encryptionCertificates).not.toEqual(keys.publishedCertificates);
  });

  it('finds the same keys at the next start', async () => {
    const first = await loadSigningKeys(options());
    expect((await loadSigningKeys(options('later'))).publishedCertificates).toEqual(
      first.publishedCertificates,
    );
  });

  it('agrees with processes that start at the same time', async () => {
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((seed) => loadSigningKeys(options(seed))));
    expect(new Set(all.map((keys) => keys.signer.certificate)).size).toBe(1);
    expect(new Set(all.map((keys) => keys.encryptionCertificates[0])).size).toBe(1);
    for (const keys of all) await proveSignature(keys);
    expect(await readdir(folder)).toHaveLength(4);
  });

  it('makes the certificate of a key that came without one', async () => {
    await put('signing.key', 'idp.key');
    await expect(proveSignature(await loadSigningKeys(options()))).resolves.toBeUndefined();
  });

  it.each([
    [
      'signing.crt is not the certificate of signing.key',
      { 'signing.key': 'idp.key', 'signing.crt': 'sp.crt' },
    ],
    [
      'encryption.crt is not the certificate of encryption.key',
      { 'encryption.key': 'idp.key', 'encryption.crt': 'sp.crt' },
    ],
    ['signing.crt is there without signing.key', { 'signing.crt': 'idp.crt' }],
    ['signing.key cannot be used', { 'signing.key': 'idp.crt', 'signing.crt': 'idp.crt' }],
    ['signing.key cannot be used', { 'signing.key': 'ec.key', 'signing.crt': 'ec.crt' }],
    ['former.crt cannot be used', { 'former.crt': 'idp.key' }],
  ])('says that %s', async (complaint, files) => {
    for (const [name, golden] of Object.entries(files)) await put(name, golden);
    await expect(loadSigningKeys(options())).rejects.toThrow(complaint);
  });
});

describe('key rollover', () => {
  beforeEach(async () => {
    await put('signing.key', 'idp.key');
    await put('signing.crt', 'idp.crt');
    await put('encryption.key', 'sp.key');
    await put('encryption.crt', 'sp.crt');
  });

  /** A portal that read the metadata before a step must verify what is signed after it, and the reverse. */
  async function expectOverlap(before: SigningKeys): Promise<SigningKeys> {
    const after = await loadSigningKeys(options());
    expect(await publishedIn(before)).toContain(after.signer.certificate);
    expect(await publishedIn(after)).toContain(after.signer.certificate);
    expect(await publishedIn(after)).toContain(before.signer.certificate);
    await proveSignature(after);
    return after;
  }

  it('E12 signs with a published certificate at every step', async () => {
    const first = await loadSigningKeys(options());
    const nextPem = await prepareNext(options('next'));
    const prepared = await expectOverlap(first);
    expect(prepared.signer.certificate).toBe(first.signer.certificate);
    expect(prepared.publishedCertificates).toEqual([first.signer.certificate, derOf(nextPem)]);
    await promoteNext(folder);
    const promoted = await expectOverlap(prepared);
    expect(promoted.publishedCertificates).toEqual([derOf(nextPem), first.signer.certificate]);
    await retireFormer(folder);
    await expectOverlap(promoted);
    expect((await loadSigningKeys(options())).publishedCertificates).toEqual([derOf(nextPem)]);
    expect((await readdir(folder)).sort()).toEqual([
      'encryption.crt',
      'encryption.key',
      'signing.crt',
      'signing.key',
    ]);
  });

  it('E12 survives a promotion stopped between its renames', async () => {
    await loadSigningKeys(options());
    await prepareNext(options('next'));
    const prepared = await loadSigningKeys(options());
    await rename(join(folder, 'next.key'), join(folder, 'signing.key'));
    const stopped = await expectOverlap(prepared);
    await promoteNext(folder);
    const promoted = await loadSigningKeys(options());
    expect(promoted.signer.certificate).toBe(stopped.signer.certificate);
  });

  it('promotes nothing when nothing was prepared', async () => {
    await loadSigningKeys(options());
    await expect(promoteNext(folder)).rejects.toThrow('no next key');
  });
});
