import { onOff, whole, type Setting } from './setting-rules.js';

/** Settings of the pages for operators. */
export const operatorSettings = {
  OPERATOR_PAGES: {
    rule: onOff,
    default: 'on',
    about: 'off closes the pages for operators (/operateur), where school records are imported.',
  },
  UPLOAD_MEGABYTES: {
    rule: whole(1, 20_000),
    default: '1000',
    about: 'Most megabytes that an operator sends at once; they are kept in DATA_DIR for an hour.',
  },
  UPLOAD_FILES: {
    rule: whole(1, 5000),
    default: '500',
    about: 'Most files that an operator sends at once; an archive counts as one.',
  },
} satisfies Record<string, Setting>;
