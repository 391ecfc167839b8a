import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayCommands } from '../../support/run-gateway.js';
import { acsXml, keyXml, makeEcCertificate, sampleSpXml, type SampleSp } from '../../support/sample-sp.js';

const entityId = 'https://ent.example.org/sp';
let folder: string;
let gateway: GatewayCommands;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-sp-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  gateway = new GatewayCommands();
});

async function file(parts: Partial<SampleSp> = {}): Promise<string> {
  const path = join(folder, 'sp.xml');
  await writeFile(path, sampleSpXml(parts));
  return path;
}

const wishes = (...names: string[]) =>
  `<md:AttributeConsumingService index="0"><md:ServiceName xml:lang="fr">S</md:ServiceName>${names
    .map((name) => `<md:RequestedAttribute Name="${name}"/>`)
    .join('')}</md:AttributeConsumingService>`;

describe('gateway sp add', () => {
  test('releases nothing unless said, and says so with what the metadata asks for', async () => {
    const { code, out, warned } = await gateway.run(
      'sp',
      'add',
      await file({ roleEnd: wishes('urn:oid:2.5.4.4', 'x') }),
    );
    expect(code).toBe(0);
    expect(out).toBe(`Added: ${entityId}\nReceives: no attribute`);
    expect(warned).toContain('also asks for sn; to give them: --release requested');
    expect(warned).toContain('unknown here: x');
    expect(gateway.serviceProviders.records.get(entityId)).toMatchObject({
      release: [],
      switches: { enabled: true },
    });
    expect((await gateway.run('sp', 'add', await file())).warned).toContain('it receives no attribute');
  });

  test('warns of wishes that cannot be had', async () => {
    const email = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
    const format = (name: string) => `<md:NameIDFormat>${name}</md:NameIDFormat>`;
    const path = await file({
      roleAttributes: 'WantAssertionsSigned="true"',
      acs: format(email) + acsXml('https://ent.example.org/acs', 0),
    });
    const set = ['--set', 'sign_assertion=no', '--set', 'require_signed_requests=yes'];
    const { warned } = await gateway.run('sp', 'add', path, ...set);
    expect(warned).toContain(`of its NameID formats (${email}) we have none`);
    expect(warned).toContain('sign_assertion=no has no effect');
    expect(warned).toContain('no signing certificate: every request is refused');
    const both = await file({
      acs:
        format(email) +
        format('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent') +
        acsXml('https://ent.example.org/acs', 0),
    });
    expect((await gateway.run('sp', 'add', both)).warned).not.toContain('NameID formats');
  });

  test('--release with nothing takes nothing away', async () => {
    const path = await file();
    await gateway.run('sp', 'add', path, '--release', 'all');
    const empty = await gateway.run('sp', 'add', path, '--release', '');
    expect(empty.code).toBe(1);
    expect(empty.warned).toContain('--release: empty');
    expect(gateway.serviceProviders.records.get(entityId)?.release).toBe('all');
  });

  test('--release: all, names without case, requested, none', async () => {
    const path = await file({ roleEnd: wishes('urn:oid:2.5.4.4') });
    const released = async (...words: string[]) => {
      expect((await gateway.run('sp', 'add', path, ...words)).code).toBe(0);
      return gateway.serviceProviders.records.get(entityId)?.release;
    };
    expect(await released('--release', 'all')).toBe('all');
    expect(await released()).toBe('all');
    expect(await released('--release', 'SN, freduvecteur,sn')).toEqual(['sn', 'FrEduVecteur']);
    expect(await released('--release', 'none')).toEqual([]);
    expect(await released('--release', 'requested')).toEqual(['sn']);
  });

  test('again: replaces the metadata, keeps release, switches and the day it was added', async () => {
    await gateway.run('sp', 'add', await file(), '--release', 'all', '--set', 'attribute_names=basic');
    const first = gateway.serviceProviders.records.get(entityId);
    const path = await file({ acs: acsXml('https://ent.example.org/new', 0) });
    const { out } = await gateway.run('sp', 'add', path, '--set', 'single_affiliation=yes');
    expect(out).toBe(`Replaced: ${entityId}\nReceives: the whole catalogue`);
    const second = gateway.serviceProviders.records.get(entityId);
    expect(second).toMatchObject({
      release: 'all',
      switches: { attribute_names: 'basic', single_affiliation: true },
      metadata: { acs: [{ location: 'https://ent.example.org/new' }] },
      createdAt: first?.createdAt,
    });
    expect(second?.metadata).not.toHaveProperty('warnings');
  });

  test('warns of legacy_sha1, and of keys that cannot encrypt', async () => {
    const roleStart = keyXml(await makeEcCertificate('P-256'), 'encryption');
    const { warned } = await gateway.run('sp', 'add', await file({ roleStart }), '--set', 'legacy_sha1=yes');
    expect(warned).toContain('SHA-1 signatures can be forged');
    expect(warned).toContain('none of its encryption keys can serve');
  });

  test.each([
    ['a missing file', ['nowhere.xml'], 'nowhere.xml: no such file'],
    ['a folder', ['.'], 'is a folder'],
    ['an address of this machine', ['http://127.0.0.1:1/'], 'https only'],
    [
      'an unknown attribute',
      ['FILE', '--release', 'sn,colour'],
      'no attribute colour; there are: FrEduUrlRetour',
    ],
    ['an unknown switch', ['FILE', '--set', 'colour=red'], 'no switch "colour"'],
  ])('%s: exit code 1, a sentence, nothing stored', async (_, words, expected) => {
    const path = await file();
    const { code, warned } = await gateway.run(
      'sp',
      'add',
      ...words.map((word) => (word === 'FILE' ? path : word)),
    );
    expect(code).toBe(1);
    expect(warned).toContain(expected);
    expect(warned).not.toContain('    at ');
    expect(gateway.serviceProviders.records.size).toBe(0);
  });

  test('faulty metadata: all faults, the earlier record stays', async () => {
    await gateway.run('sp', 'add', await file(), '--release', 'all');
    const { code, warned } = await gateway.run('sp', 'add', await file({ acs: acsXml('javascript:x', 'a') }));
    expect(code).toBe(1);
    expect(warned.match(/^ {2}- /gm)).toHaveLength(2);
    expect(gateway.serviceProviders.records.get(entityId)?.metadata.acs[0]?.location).toBe(
      'https://ent.example.org/acs',
    );
  });

  test('our own entityID comes from BASE_URL (M06)', async () => {
    const { code, warned } = await gateway.run(
      'sp',
      'add',
      await file({ entityId: 'https://gateway.example.org/idp' }),
    );
    expect(code).toBe(1);
    expect(warned).toContain('that of this gateway');
  });

  test.each(['metadata/sample-ent.xml', 'metadata/sample-teleservice.xml'])('%s is good', async (sample) => {
    const { code, out, warned } = await gateway.run('sp', 'add', sample, '--release', 'requested');
    expect(code).toBe(0);
    expect(out).toContain('FrEduCtPersonAffiliation');
    expect(warned).not.toContain('unknown here');
  });
});

describe('gateway sp list, show, remove', () => {
  test('list: a line each, or JSON', async () => {
    expect((await gateway.run('sp', 'list')).out).toMatch(
      /^No service provider yet in the store of \/.+: gateway sp add FILE$/,
    );
    await gateway.run('sp', 'add', 'metadata/sample-teleservice.xml', '--set', 'enabled=no');
    await gateway.run('sp', 'add', 'metadata/sample-ent.xml', '--release', 'sn');
    expect((await gateway.run('sp', 'list')).out.split('\n')).toEqual([
      "https://ent.example.org/saml/metadata  ENT d'exemple  sn",
      "https://teleservice.example.org/sp  Téléservice d'exemple  no attribute  (disabled)",
    ]);
    const listed = JSON.parse((await gateway.run('sp', 'list', '--json')).out);
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatchObject({ entityId: 'https://ent.example.org/saml/metadata', release: ['sn'] });
    expect(listed[0]).not.toHaveProperty('xml');
  });

  test('show: words, JSON, or the XML as given', async () => {
    const given = ['schools=9990001X,9990002Y', 'profile_hints=urn:a:eleve=pupil,urn:a:parent=guardian'];
    const set = given.flatMap((one) => ['--set', one]);
    await gateway.run('sp', 'add', 'metadata/sample-teleservice.xml', '--release', 'sn', ...set);
    const id = 'https://teleservice.example.org/sp';
    const { out } = await gateway.run('sp', 'show', id);
    expect(out).toMatch(/answers go to +https:\/\/teleservice.example.org\/acs \(index 1, default\)/);
    expect(out).toMatch(/signs with +rsa 2048, "?CN=teleservice/);
    expect(out).toMatch(/requests signed +required/);
    expect(out).toMatch(/switch legacy_sha1 +no/);
    for (const one of given) expect(out.replaceAll(/ +/g, '=')).toContain(`switch=${one}`);
    expect(JSON.parse((await gateway.run('sp', 'show', id, '--json')).out)).toMatchObject({ entityId: id });
    expect((await gateway.run('sp', 'show', id, '--xml')).out).toContain('<md:EntityDescriptor');
  });

  test('remove', async () => {
    await gateway.run('sp', 'add', await file());
    expect(await gateway.run('sp', 'remove', entityId)).toEqual({
      code: 0,
      out: `Removed: ${entityId}`,
      warned: '',
    });
    for (const command of ['remove', 'show']) {
      const { code, warned } = await gateway.run('sp', command, entityId);
      expect(code).toBe(1);
      expect(warned).toContain(`no service provider ${entityId}`);
    }
  });

  test('M09 control characters of metadata never reach the terminal', async () => {
    const nasty = 'https://x.example/\u009b31m\r\n\u202ered';
    await gateway.run('sp', 'add', await file({ entityId: nasty }));
    const { out } = await gateway.run('sp', 'list');
    expect(out).toContain('\\u009b31m\\u000d\\u000a\\u202ered');
    expect(out.split('\n')).toHaveLength(1);
  });
});

describe('the command line', () => {
  test.each([
    [['sp', 'ad']],
    [['sp', 'add']],
    [['sp', 'list', '--colour']],
    [['spp']],
    [['sp', 'show', 'a', 'b']],
  ])('%j is not understood: exit code 2', async (words) => {
    expect((await gateway.run(...words)).code).toBe(2);
  });

  test('help needs no settings, and names the switches', async () => {
    const broken = new GatewayCommands({ PORT: 'x' });
    const { code, out } = await broken.run('sp', 'add', '--help');
    expect(code).toBe(0);
    expect(out).toContain('legacy_sha1=… (yes or no)');
    const { code: failed, warned } = await broken.run('sp', 'add', 'metadata/sample-ent.xml');
    expect(failed).toBe(1);
    expect(warned).toContain('PORT');
  });

  test('settings: a Markdown table of every setting', async () => {
    const { code, out } = await new GatewayCommands({ PORT: 'x' }).run('settings');
    expect(code).toBe(0);
    expect(out).toContain('| `PORT` | `8080` | TCP port to listen on; 0 takes a free one. |');
    expect(out).toContain('| `BASE_URL` |  |');
  });
});
