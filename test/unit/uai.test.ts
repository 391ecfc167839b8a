import fc from 'fast-check';
import { isUai, makeUai } from '../../src/uai.js';

describe('A UAI', () => {
  it.each(['9990001X', '9990002Y', '9990101F', '0750655E'])(
    '%s has the right key letter (domain 3)',
    (uai) => {
      expect(isUai(uai)).toBe(true);
    },
  );

  it.each(['9990001Y', '9990001x', '999001X', '9990001', '9990001X ', ''])('is not %j', (text) => {
    expect(isUai(text)).toBe(false);
  });

  it('with one digit wrong is refused, whichever it is', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.nat(6), fc.integer({ min: 1, max: 9 }), (number, place, shift) => {
        const uai = makeUai(number);
        expect(isUai(uai)).toBe(true);
        const digit = (Number(uai[place]) + shift) % 10;
        expect(isUai(`${uai.slice(0, place)}${digit}${uai.slice(place + 1)}`)).toBe(false);
      }),
      { seed: 42 },
    );
  });
});
