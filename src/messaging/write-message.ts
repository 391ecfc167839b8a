import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { factsOf } from '../languages.js';
import { writtenInstant, type TimeStyle } from '../written-time.js';
import type { Parameters } from './message-catalogue.js';
import type { MessageLanguage, MessageTexts } from './ports.js';
import { writeForSms } from './sms-text.js';

const folder = new URL('../../templates/mails/', import.meta.url);

/** What a message is written from. */
export interface MessageContent {
  template: string;
  language: MessageLanguage;
  parameters: Parameters;
  expiresAt: Date;
}

export interface MessageWriter {
  /** Subject, plain text and HTML from the same paragraphs. */
  writeMail(content: MessageContent): { subject: string; text: string; html: string };
  /** In the letters of SMS. `now` says how many minutes are left. */
  writeSms(content: MessageContent, now: Date): string;
}

/** Paragraphs of a mail in the locale files: a link, when there is one, stands between `before` and `after`. */
interface MailTexts {
  subject: string;
  before: string[];
  button?: string;
  after?: string[];
}

/**
 * Reads the two layouts of mails once. HTML escapes every value; plain text escapes none, it would corrupt names. Times are
 * those of `timeZone`, which the texts name: a mail does not know where it is read.
 */
export function createMessageWriter(
  texts: Readonly<Record<MessageLanguage, MessageTexts>>,
  timeZone: string,
): MessageWriter {
  const layouts = { text: compileLayout('mail-text', true), html: compileLayout('mail-html', false) };
  return {
    writeMail({ template, language, parameters, expiresAt }) {
      const values = { ...parameters, ...readableInstants(parameters, expiresAt, { language, timeZone }) };
      const mail = texts[language].tree(`mails.${template}`, values) as MailTexts;
      const { direction } = factsOf(language);
      const data = { ...mail, link: parameters['link'], language, direction, texts: texts[language] };
      return { subject: mail.subject, text: layouts.text(data), html: layouts.html(data) };
    },
    writeSms({ template, language, parameters, expiresAt }, now) {
      const minutes = Math.max(1, Math.round((expiresAt.getTime() - now.getTime()) / 60_000));
      return writeForSms(texts[language].text(`sms.${template}`, { ...parameters, minutes }));
    },
  };
}

function compileLayout(name: string, noEscape: boolean): Handlebars.TemplateDelegate {
  const engine = Handlebars.create();
  engine.registerHelper('t', (key: string, options: Handlebars.HelperOptions) =>
    (options.data as { root: { texts: MessageTexts } }).root.texts.text(key),
  );
  const source = readFileSync(new URL(`${name}.hbs`, folder), 'utf8');
  return engine.compile(source, { noEscape, knownHelpers: { t: true }, knownHelpersOnly: true });
}

function readableInstants({ at }: Parameters, expiresAt: Date, style: TimeStyle): Record<string, string> {
  const until = writtenInstant(expiresAt, style);
  return at === undefined ? { until } : { until, at: writtenInstant(new Date(at), style) };
}
