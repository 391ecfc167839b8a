import { isDay } from '../../calendar.js';
import { importedMobile } from '../../phone-number.js';
import type { Reason } from './reasons.js';

/** `dd/mm/yyyy`, as all school feeds write dates, or `yyyy-mm-dd`, to the latter; undefined when there is no such day. */
export function readDate(text: string): string | undefined {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? undefined;
  const iso = found === undefined ? text : `${found[3]}-${pad(found[2])}-${pad(found[1])}`;
  return isDay(iso) ? iso : undefined;
}

function pad(digits: string | undefined): string {
  return (digits ?? '').padStart(2, '0');
}

/** Civilité: feeds write M, M., MR, Mme, MME, Mlle; anything else is none. */
export function readTitle(text: string | undefined): 'M.' | 'Mme' | undefined {
  const word = text?.toLowerCase().replaceAll(/[^a-z]/g, '');
  if (word === 'm' || word === 'mr' || word === 'monsieur') return 'M.';
  if (word === 'mme' || word === 'mlle' || word === 'madame' || word === 'mademoiselle') return 'Mme';
  return undefined;
}

/** The mobiles among `texts`, each once, in order. */
export function readMobiles(texts: readonly (string | undefined)[]): string[] {
  return [
    ...new Set(
      texts.map((text) => (text ? importedMobile(text) : undefined)).filter((one) => one !== undefined),
    ),
  ];
}

/** An e-mail address as a school typed it: lower case; undefined when it cannot be one. */
export function readMail(text: string | undefined): string | undefined {
  const mail = text?.trim().toLowerCase();
  return mail !== undefined && mail.length <= 254 && /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]+$/.test(mail)
    ? mail
    : undefined;
}

/** Longest name, in characters, that is believed. */
const longestName = 200;

/** Why a name cannot be taken as it is; undefined: it can. `part`: what the field is, where its own name does not say it. */
export function nameFault(
  field: string,
  name: string | undefined,
  part: 'field' | 'name' | 'first-name' = 'field',
): Reason | undefined {
  if (name === undefined || name.trim() === '') return { code: `${part}-missing`, values: { field } };
  if (name.length > longestName)
    return { code: `${part}-long`, values: { field, most: String(longestName) } };
  return /\p{Cc}/u.test(name) ? { code: `${part}-control`, values: { field } } : undefined;
}
