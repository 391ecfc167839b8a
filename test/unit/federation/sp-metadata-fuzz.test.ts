import fc from 'fast-check';
import { MetadataError } from '../../../src/federation/metadata-error.js';
import { decodeMetadata } from '../../../src/federation/decode-metadata.js';
import { readSpMetadata } from '../../../src/federation/sp-metadata.js';
import { parseSwitches, SwitchError } from '../../../src/federation/switches.js';
import { acsXml, keyXml, sampleSpXml } from '../../support/sample-sp.js';

const options = { ownEntityId: 'https://gateway.example.org/idp', now: new Date('2026-09-01T08:00:00Z') };
const seed = 20260901;

/** Either metadata, or a MetadataError that says something; nothing else, and soon. */
function settles(xml: string): void {
  const begun = performance.now();
  try {
    readSpMetadata(xml, options);
  } catch (error) {
    if (!(error instanceof MetadataError) || error.faults.length === 0) throw error;
  }
  expect(performance.now() - begun).toBeLessThan(1000);
}

const good = sampleSpXml({
  roleStart: keyXml('AAAA') + '<md:NameIDFormat>f</md:NameIDFormat>',
  roleEnd:
    '<md:AttributeConsumingService index="0"><md:RequestedAttribute Name="a"/></md:AttributeConsumingService>',
});

describe('whatever is given as metadata', () => {
  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), settles), { seed, numRuns: 500 });
  });

  test('good metadata with a slice replaced', () => {
    const place = fc.nat(good.length);
    const insertion = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '<',
        '>',
        '"',
        '&lt;',
        '<!--',
        ']]>',
        '<![CDATA[',
        '<?x?>',
        'xmlns=""',
        '\u2028',
        '\u0000',
        '&x;',
      ),
    );
    const property = fc.property(place, fc.nat(60), insertion, (at, length, text) =>
      settles(good.slice(0, at) + text + good.slice(at + length)),
    );
    fc.assert(property, { seed, numRuns: 1500 });
  });

  test('any values in their places', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    const property = fc.property(text, text, text, fc.webUrl({ withFragments: true }), (a, b, c, url) =>
      settles(
        sampleSpXml({
          entityId: a,
          acs: acsXml(url, 0, `isDefault="${b.replace(/[<"&]/g, '')}"`) + acsXml(b, c.replace(/[<"&]/g, '')),
        }),
      ),
    );
    fc.assert(property, { seed, numRuns: 500 });
  });

  test('any octets, in any declared encoding', () => {
    const label = fc.constantFrom('utf-8', 'utf-16', 'iso-8859-15', 'utf-7', 'x'.repeat(30), 'windows-1252');
    const property = fc.property(fc.uint8Array(), label, (octets, encoding) => {
      const declaration = Buffer.from(`<?xml version="1.0" encoding="${encoding}"?>`);
      for (const file of [octets, Buffer.concat([declaration, octets])]) {
        try {
          decodeMetadata(file);
        } catch (error) {
          if (!(error instanceof MetadataError)) throw error;
        }
      }
    });
    fc.assert(property, { seed, numRuns: 300 });
  });

  test.each([
    ['100 kB of attributes', `<a ${Array.from({ length: 9000 }, (_, i) => `a${i}=""`).join(' ')}/>`],
    ['100 kB of one endpoint', sampleSpXml({ acs: acsXml(`https://x/${'%'.repeat(100_000)}`, 0) })],
    [
      '1 000 endpoints',
      sampleSpXml({ acs: Array.from({ length: 1000 }, (_, i) => acsXml('https://x/', i)).join('') }),
    ],
    ['30 000 empty elements', sampleSpXml({ extensions: '<x/>'.repeat(30_000) })],
  ])('%s is read or refused, and never hangs', (_, xml) => settles(xml));
});

test('whatever is given as switches: switches or SwitchError', () => {
  const name = fc.oneof(
    fc.constantFrom(
      'enabled',
      'schools',
      'profile_hints',
      'start_url',
      'encrypt',
      '__proto__',
      'constructor',
    ),
    fc.string(),
  );
  const property = fc.property(fc.array(fc.tuple(name, fc.string())), (settings) => {
    try {
      parseSwitches(settings.map(([key, value]) => `${key}=${value}`));
    } catch (error) {
      if (!(error instanceof SwitchError) || error.faults.length === 0) throw error;
    }
    expect(({} as Record<string, unknown>)['enabled']).toBeUndefined();
  });
  fc.assert(property, { seed, numRuns: 1000 });
});
