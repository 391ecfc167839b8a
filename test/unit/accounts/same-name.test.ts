import { sameName } from '../../../src/accounts/same-name.js';

const jeanne = { familyName: 'DURAND', usageName: 'MARTIN', givenNames: 'Jeanne Marie' };

describe('The names of FranceConnect and of the school', () => {
  it.each([
    ['the usage name', jeanne, 'Martin', 'Jeanne'],
    ['the birth name', jeanne, 'DURAND', 'Jeanne'],
    ['every given name', jeanne, 'Durand', 'Jeanne Marie'],
    ['hyphens for blanks', jeanne, 'Durand', 'Jeanne-Marie'],
    ['no usage name', { familyName: 'CORSE', givenNames: 'Clément' }, 'Corse', 'CLEMENT'],
    ['a compound first name', { familyName: 'Roy', givenNames: 'Jean-Pierre Paul' }, 'ROY', 'Jean Pierre'],
    ['accents', { familyName: 'LEFÈVRE', givenNames: 'Ève' }, 'Lefevre', 'Eve'],
    ['an apostrophe', { familyName: "D'ANGELO", givenNames: 'Chloé' }, 'D’Angelo', 'Chloé'],
    ['a compound name', { familyName: 'LE GALL-CŒUR', givenNames: 'Anna' }, 'Le Gall Coeur', 'Anna'],
  ])('are one with %s', (_, identity, sn, givenName) => {
    expect(sameName(identity, { sn, givenName })).toBe(true);
  });

  it.each([
    ['another name', jeanne, 'Durant', 'Jeanne'],
    ['another first name', jeanne, 'Durand', 'Anne'],
    ['the second given name', jeanne, 'Durand', 'Marie'],
    ['a part of the first name', jeanne, 'Durand', 'Jean'],
    ['half of a compound first name', { familyName: 'Roy', givenNames: 'Jean-Pierre Paul' }, 'Roy', 'Jean'],
    ['more given names than there are', jeanne, 'Durand', 'Jeanne Marie Louise'],
    ['half of a compound name', { familyName: 'LE GALL-CŒUR', givenNames: 'Anna' }, 'Le Gall', 'Anna'],
    ['no name on either side', { familyName: '', givenNames: 'Anna' }, '', 'Anna'],
    ['no first name on either side', { familyName: 'Roy', givenNames: '' }, 'Roy', ''],
    ['a usage name given as blank', { familyName: 'Roy', usageName: ' ', givenNames: 'Anna' }, '-', 'Anna'],
  ])('are not one with %s', (_, identity, sn, givenName) => {
    expect(sameName(identity, { sn, givenName })).toBe(false);
  });
});
