import * as v from 'valibot';
import { oneOf, onOff, whole, type Setting } from './setting-rules.js';

/** Settings of the life of an account: letters, what is kept for how long, nightly jobs. */
export const lifecycleSettings = {
  TIME_ZONE: {
    rule: v.pipe(v.string(), v.check(isTimeZone, 'must be a time zone such as Europe/Paris')),
    default: 'Europe/Paris',
    about: 'Time zone of the schools: of every time that people read, of birthdays, and of the nightly jobs.',
  },
  LETTER_MONTHS: {
    rule: whole(1, 12),
    default: '3',
    about: 'Months for which the provisional password of a letter is valid.',
  },
  GUARDIAN_LETTER_REMINDER: {
    rule: oneOf('none', 'self-registration', 'franceconnect', 'both'),
    default: 'none',
    about: 'Simpler ways that the letters of guardians remind of, once they are open.',
  },
  SELF_REGISTRATION: {
    rule: onOff,
    default: 'on',
    about: 'Lets guardians activate their account with their mobile, once SMS and e-mail can be sent.',
  },
  DELETE_LEFT_DAYS: {
    rule: whole(1, 90),
    default: '90',
    about: 'Days after which the account of a person whom no school declares any more is deleted.',
  },
  CONNECTION_LOG_DAYS: {
    rule: whole(30, 730),
    default: '365',
    about: 'Days for which sign-ins are kept.',
  },
  AUDIT_DAYS: {
    rule: whole(365, 1096),
    default: '1095',
    about: 'Days for which the audit trail is kept.',
  },
  JOBS_AT: {
    rule: v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 02:30')),
    default: '02:30',
    about: 'Time of day, in TIME_ZONE, from which the nightly jobs run, in one process.',
  },
} satisfies Record<string, Setting>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('fr', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
