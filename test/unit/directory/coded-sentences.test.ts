import { FeedError } from '../../../src/directory/feed/feed-error.js';
import { reasonSentences, sentenceOf } from '../../../src/directory/feed/reasons.js';
import { listed, refusalSentences } from '../../../src/directory/feed/refusals.js';
import { completeLanguages } from '../../../src/languages.js';
import { localeTexts, valuesIn } from '../../support/locale-texts.js';

const catalogues = Object.entries({ reasons: reasonSentences, refusals: refusalSentences });

describe.each(catalogues)('%s', (part, sentences) => {
  const prefix = `operator.${part}.`;

  test.each(completeLanguages)('each has a text in %s that names the same values', (language) => {
    const texts = [...localeTexts[language]].filter(([path]) => path.startsWith(prefix));
    expect(texts.map(([path, text]) => [path, valuesIn(text)])).toEqual(
      Object.entries(sentences).map(([code, sentence]) => [prefix + code, valuesIn(sentence)]),
    );
  });

  test('are said in English on pages as on the command line, but where that names its options', () => {
    for (const [code, sentence] of Object.entries(sentences)) {
      const text = localeTexts.en.get(prefix + code);
      if (/--|gateway import/.test(sentence)) expect(text).not.toMatch(/--|gateway import/);
      else expect(text).toBe(sentence);
    }
  });
});

test('a sentence has its values, which are not read as sentences; one of before codes stays', () => {
  const values = { uai: '9990001X', name: '{{uai}} $& Collège' };
  expect(sentenceOf({ code: 'aaf-school-stays', values })).toBe(
    '9990001X {{uai}} $& Collège stays: a school is not removed, its persons leave by their own records',
  );
  expect(sentenceOf({ code: 'ine-form' })).toBe('the INE has not the form of one and was left out');
  expect(sentenceOf({ reason: 'ELEVE_ID is missing' })).toBe('ELEVE_ID is missing');
});

test('a feed error says a line for each refusal, and keeps them as codes', () => {
  const refusals = [
    { code: 'file-other' as const, values: { file: 'a.bin' } },
    { code: 'onde-files-several' as const, values: listed(['a.csv', 'b.csv', 'c.csv']) },
  ];
  const error = new FeedError(refusals);
  expect(error.message).toBe('a.bin: neither XML nor CSV.\na.csv, b.csv and c.csv: one school at a time.');
  expect(error.refusals).toEqual(refusals);
});
