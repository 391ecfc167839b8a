import { fillSentence, type Coded } from './coded-sentence.js';

/**
 * Why a row is refused, in conflict or remarked on: the code that reports keep, and what the command line says. Codes and names of
 * values are in stored reports: they may be added, never renamed. What the pages say is in `templates/locales`, under `operator.reasons`.
 */
export const reasonSentences = {
  'field-missing': '{{field}} is missing',
  'field-long': '{{field}} is longer than {{most}} characters',
  'field-control': '{{field}} has control characters',
  'name-missing': 'the name ({{field}}) is missing',
  'name-long': 'the name ({{field}}) is longer than {{most}} characters',
  'name-control': 'the name ({{field}}) has control characters',
  'first-name-missing': 'the first name ({{field}}) is missing',
  'first-name-long': 'the first name ({{field}}) is longer than {{most}} characters',
  'first-name-control': 'the first name ({{field}}) has control characters',
  'ine-form': 'the INE has not the form of one and was left out',
  'aaf-uai-form': '"{{uai}}" is no UAI: seven digits and a letter',
  'aaf-uai-letter': '{{uai}} has not the key letter of its digits',
  'aaf-school-unknown': 'changes or removes a school that is not known: import the complete feed first',
  'aaf-school-stays':
    '{{uai}} {{name}} stays: a school is not removed, its persons leave by their own records',
  'aaf-jointure-form': 'ENTPersonJointure is missing or no key',
  'aaf-school-missing': 'no school: ENTPersonStructRattach is missing',
  'aaf-school-nowhere': 'the school {{structure}} is in no EtabEducNat file, nor imported before',
  'aaf-ine-form': 'ENTEleveINE has not the form of an INE and was left out',
  'aaf-birth-date-form': 'ENTPersonDateNaissance is no date and was left out',
  'aaf-link-form': '"{{link}}" is no link to a guardian',
  'siecle-person-missing': 'PERSONNE {{person}} is missing',
  'onde-child-unknown': 'a child of this guardian is not among the pupils',
  'onde-child-homonyms': 'a child of this guardian has homonyms: tell which one by hand',
  'csv-kind-form': 'kind: pupil or guardian',
  'csv-id-form': 'id: 1 to 64 letters, digits, points or dashes',
  'csv-uai-form': 'uai: seven digits and a letter',
  'csv-birth-date-form': 'birth-date: YYYY-MM-DD or DD/MM/YYYY',
  'csv-ine-form': 'ine: nine digits and two letters, or ten and one',
  'record-repeated': 'a second record with the same key in this feed',
  'pupil-unknown': 'changes a pupil who is not known: import the complete feed first',
  'guardian-unknown': 'changes a guardian who is not known: import the complete feed first',
  'guardian-nowhere': 'its guardian is in no file',
  'guardian-not-in-feed': 'its guardian is in no file of this feed',
  'ine-repeated': 'its INE is that of another pupil of this feed',
  'ine-of-other-pupil': 'its INE is that of a pupil of another name and birth date',
  'ine-of-other-account': 'its INE is that of another account: two accounts of one pupil?',
  'ine-changed': 'its INE changed: the account keeps the former one',
} as const;

/** A code of the catalogue, with the values that its sentence names. */
export type Reason = Coded<typeof reasonSentences>;

/** A reason as reports keep it: those of before there were codes have the sentence alone. */
export type KeptReason = Reason | { code?: undefined; reason: string };

/** The reason in English. */
export function sentenceOf(kept: KeptReason): string {
  return kept.code === undefined ? kept.reason : fillSentence(reasonSentences[kept.code], kept.values);
}
