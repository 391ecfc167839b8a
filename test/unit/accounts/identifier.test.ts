import fc from 'fast-check';
import {
  identifierBase,
  IdentifierMaker,
  isIdentifier,
  normaliseIdentifier,
} from '../../../src/accounts/identifier.js';

describe('An identifier', () => {
  it.each([
    ['Élodie', 'Durand', 'e.durand'],
    ['Jean-Noël', "L'Hôpital-Müller", 'j.lhopitalmuller'],
    ['Œdipe', 'Cœur de Lion', 'o.coeurdelion'],
    ['Ève', 'Straße', 'e.strasse'],
    ['李', '王', 'x.x'],
    ['', '', 'x.x'],
  ])('of %s %s is %s (domain 3)', (givenName, sn, base) => {
    expect(identifierBase(givenName, sn)).toBe(base);
  });

  it('has a digit for homonyms', () => {
    const maker = new IdentifierMaker();
    const names = ['Emma', 'Éric', 'Enzo'].map((givenName) => maker.next(givenName, 'Durand'));
    expect(names).toEqual(['e.durand', 'e.durand2', 'e.durand3']);
  });

  it('is the same however it is typed', () => {
    for (const typed of ['E.Durand3', ' e.durand3\t', 'E.DURAND3', 'e.durand３']) {
      expect(normaliseIdentifier(typed)).toBe('e.durand3');
    }
  });

  it.each(['', 'a b', 'a\u0000b', 'a\u200Bb', 'x'.repeat(129)])('is not %j', (text) => {
    expect(isIdentifier(text)).toBe(false);
  });

  it('has one normal form: normalising twice changes nothing, case and blanks around never count', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normaliseIdentifier(text);
        expect(normaliseIdentifier(once)).toBe(once);
        expect(normaliseIdentifier(` ${text}\n`)).toBe(once);
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it('made from any name can be typed on any keyboard', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (givenName, sn) => {
        const base = identifierBase(givenName, sn);
        expect(base).toMatch(/^[a-z0-9]\.[a-z0-9]{1,40}$/);
        expect(normaliseIdentifier(base)).toBe(base);
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});
