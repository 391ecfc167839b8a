import { catalogue, type ErrorCode } from '../../error-catalogue.js';

/** One error of a form, as `layouts/fault-summary` shows it: a text, and the input it is about. */
export interface FormFault {
  key: string;
  href: string;
}

/** The fault with the text of `key`, about the input of that id. */
export function faultAt(field: string, key: string): FormFault {
  return { key, href: `#${field}` };
}

/** The fault that a refusal of the catalogue is. */
export function faultOf(code: ErrorCode, field: string): FormFault {
  return faultAt(field, `errors.${catalogue[code].sentence}`);
}

/** What a template needs of the faults: the list on top, and the text beside each field. */
export function showFaults(faults: readonly FormFault[]) {
  return {
    faults,
    faultOf: Object.fromEntries(faults.map(({ key, href }) => [href.slice(1), key])) as Record<
      string,
      string
    >,
  };
}
