import { readSpMetadata } from '../../../src/federation/sp-metadata.js';
import { metadataFaults } from '../../support/metadata-faults.js';
import { acsXml, keyXml, makeSpKey, sampleSpXml, type SampleSp } from '../../support/sample-sp.js';

/** What hostile metadata could make every later request cost (security 4, DoS). */
const ownEntityId = 'https://gateway.example.org/idp';
const now = new Date('2026-09-01T08:00:00Z');
const read = (parts: Partial<SampleSp>) => readSpMetadata(sampleSpXml(parts), { ownEntityId, now });

const faults = (parts: Partial<SampleSp>) => metadataFaults(() => read(parts));

test('ten keys, each tried for a signature; not eleven', async () => {
  const { certificate } = await makeSpKey();
  const times = (count: number) => ({ roleStart: keyXml(certificate).repeat(count) });
  expect(faults(times(10))).toEqual([]);
  expect(faults(times(11))).toEqual([expect.stringContaining('11 KeyDescriptors')]);
});

test('a key whose check would stop everybody', async () => {
  const { certificate } = await makeSpKey({ bits: 8200 });
  expect(faults({ roleStart: keyXml(certificate) })).toEqual([expect.stringContaining('8192 bits or less')]);
}, 60_000);

test('IIP-G02 a name of 256 characters is taken whole, a longer one is refused', () => {
  const named = (length: number) => ({
    roleStart: `<md:Extensions><mdui:UIInfo><mdui:DisplayName xml:lang="fr">${'é'.repeat(length)}</mdui:DisplayName></mdui:UIInfo></md:Extensions>`,
  });
  expect(read(named(256)).displayName).toEqual({ fr: 'é'.repeat(256) });
  expect(faults(named(257))).toEqual([expect.stringContaining('of 257 characters: 256 at most')]);
});

test('an address of this gateway is none of a portal', () => {
  const own = (path: string) => faults({ acs: acsXml(`https://gateway.example.org${path}`, 0) });
  expect(own('/deconnexion')).toEqual([expect.stringContaining('is on this gateway itself')]);
  expect(own('.evil.example/acs')).toEqual([]);
});
