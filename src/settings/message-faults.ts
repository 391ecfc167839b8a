import { fillTemplate } from '../messaging/fill-template.js';
import type { ReadSettings } from './settings.js';

type Check = (settings: Partial<ReadSettings>) => string | undefined;

/** What settings of messages cannot be together. */
const checks: { readonly [K in keyof ReadSettings]?: Check } = {
  SMTP_HOST: ({ SMTP_URL, SMTP_HOST }) =>
    SMTP_URL !== undefined && SMTP_HOST !== undefined ? 'must not be set with SMTP_URL' : undefined,
  SMTP_USER: ({ SMTP_URL, SMTP_HOST, SMTP_USER, SMTP_PASSWORD }) => {
    if ((SMTP_USER === undefined) !== (SMTP_PASSWORD === undefined))
      return 'must be set with SMTP_PASSWORD, or neither';
    return SMTP_USER !== undefined && SMTP_HOST === undefined && SMTP_URL === undefined
      ? 'must be set with SMTP_HOST'
      : undefined;
  },
  SMS_BODY: ({ SMS_URL, SMS_BODY, SMS_FORMAT, SMS_METHOD }) => {
    if (SMS_BODY === undefined) return undefined;
    if (SMS_URL === undefined) return 'must be set with SMS_URL';
    if (SMS_METHOD === 'GET') return 'must not be set with SMS_METHOD=GET: put the placeholders into SMS_URL';
    return SMS_FORMAT === 'json' && !isJson(SMS_BODY)
      ? 'must be JSON with placeholders inside its texts, such as {"to":"{to}","text":"{text}"}; or set SMS_FORMAT=form'
      : undefined;
  },
  SMS_URL: ({ SMS_URL, SMS_BODY, NODE_ENV }) => {
    if (SMS_URL === undefined) return undefined;
    const all = `${SMS_URL} ${SMS_BODY ?? ''}`;
    if (!/\{(to|digits)\}/.test(all) || !all.includes('{text}'))
      return 'must hold {to} or {digits}, and {text}, or SMS_BODY must';
    return NODE_ENV === 'production' && !SMS_URL.startsWith('https://')
      ? 'must begin with https:// in production'
      : undefined;
  },
};

function isJson(template: string): boolean {
  try {
    JSON.parse(fillTemplate(template, { to: '', digits: '', text: '', id: '' }, 'json'));
    return true;
  } catch {
    return false;
  }
}

/** Faults between the settings of messages, of those that could be read. */
export function messageFaults(settings: Partial<ReadSettings>): string[] {
  return Object.entries(checks).flatMap(([name, check]) => {
    const fault = check(settings);
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
}
