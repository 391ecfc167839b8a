import { catalogue, type ErrorCode } from '../../error-catalogue.js';

/** One error of a form, as `forms/error-summary` shows it; `field`: the id of the input it is about. */
export interface FormFault {
  sentenceKey: string;
  field?: string;
}

/** What a template needs of the faults: the list on top, and the sentence beside each field. */
export function showFaults(faults: readonly FormFault[]) {
  const beside = faults.flatMap(({ field, sentenceKey }) =>
    field === undefined ? [] : [[field, sentenceKey]],
  );
  return { faults, faulty: Object.fromEntries(beside) as Record<string, string> };
}

/** The fault that a refusal of the catalogue is, about `field` when one is given. */
export function faultOf(code: ErrorCode, field?: string): FormFault {
  const sentenceKey = `errors.${catalogue[code].sentence}`;
  return field === undefined ? { sentenceKey } : { sentenceKey, field };
}
