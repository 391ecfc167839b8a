import type { Config } from '../config.js';
import type { LetterStyle } from '../documents/ports.js';
import { loadTranslations } from '../web/translations.js';

/** How the letters of this installation look: its texts, its language, its address. `contact`: whom families ask. */
export function letterStyle(config: Config, contact: string): LetterStyle {
  const texts = loadTranslations(config)[config.LANGUAGE];
  const reminder = config.GUARDIAN_LETTER_REMINDER;
  return {
    language: texts.language,
    text: (key, values) => texts.text(`letters.${key}`, values),
    timeZone: config.TIME_ZONE,
    signInUrl: `${config.BASE_URL}/connexion`,
    serviceOperator: config.SERVICE_OPERATOR,
    contact,
    ...(reminder === 'none' ? {} : { reminder }),
  };
}
