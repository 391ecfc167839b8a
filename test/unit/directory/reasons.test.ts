import { reasonSentences, sentenceOf } from '../../../src/directory/feed/reasons.js';
import { completeLanguages } from '../../../src/languages.js';
import { localeTexts, valuesIn } from '../../support/locale-texts.js';

const codes = Object.entries(reasonSentences);
const prefix = 'operator.reasons.';

test.each(completeLanguages)('every reason has a text in %s that names the same values', (language) => {
  const texts = [...localeTexts[language]].filter(([path]) => path.startsWith(prefix));
  expect(texts.map(([path, text]) => [path, valuesIn(text)])).toEqual(
    codes.map(([code, sentence]) => [prefix + code, valuesIn(sentence)]),
  );
});

test('the pages say in English what the command line says', () => {
  const texts = codes.map(([code]) => localeTexts.en.get(prefix + code));
  expect(texts).toEqual(Object.values(reasonSentences));
});

test('a sentence has its values, which are not read as sentences; one of before codes stays', () => {
  const values = { uai: '9990001X', name: '{{uai}} $& Collège' };
  expect(sentenceOf({ code: 'aaf-school-stays', values })).toBe(
    '9990001X {{uai}} $& Collège stays: a school is not removed, its persons leave by their own records',
  );
  expect(sentenceOf({ code: 'ine-form' })).toBe('the INE has not the form of one and was left out');
  expect(sentenceOf({ reason: 'ELEVE_ID is missing' })).toBe('ELEVE_ID is missing');
});
