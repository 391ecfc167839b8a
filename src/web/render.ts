import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Response } from 'express';
import Handlebars from 'handlebars';
import type { Random } from '../random.js';
import type { AssetName, Assets } from './assets.js';
import { factsOf, type Language } from '../languages.js';
import { languagesOf } from './guardian-texts.js';
import { pageCsp } from './headers.js';
import type { ChooseLanguage } from './language.js';
import { safeReturnTo } from './return-to.js';
import { templatesFolder } from './templates-folder.js';
import type { Texts, Translations } from './translations.js';

/** What any page may say to the layout, besides its own data. */
export interface PageData {
  /** Public scripts of the page; they alone may run. */
  script?: AssetName | readonly AssetName[];
  /** Address of this page for the language switch; default: that of the GET request. `null`: no switch. */
  self?: string | null;
  [key: string]: unknown;
}

/** Renders templates/PAGE.hbs in the language of the request. The status is the caller's to set. */
export type Render = (res: Response, page: string, data?: PageData) => void;

interface RenderTools {
  translations: Translations;
  chooseLanguage: ChooseLanguage;
  assets: Assets;
  random: Random;
}

/** Reads every template at start; each is compiled at its first use and kept. Escaping is always on. */
export function createRender(tools: RenderTools): Render {
  const templates = loadTemplates();
  return (res, page, data = {}) => {
    const template = templates.get(page);
    if (template === undefined) throw new Error(`No template ${page}.hbs`);
    const available = languagesOf(page);
    const language = tools.chooseLanguage(res.req, res, available);
    const nonce = data.script === undefined ? undefined : tools.random.bytes(16).toString('base64');
    const scripts = [data.script ?? []].flat();
    const layout = {
      language,
      direction: factsOf(language).direction,
      languageName: factsOf(language).name,
      texts: tools.translations[language],
      assets: tools.assets.urls,
      nonce,
      scripts,
    };
    const others = available.filter((each) => each !== language);
    const html = template({ ...data, ...layout, languageLinks: languageLinks(res, others, data.self) });
    res.setHeader('Content-Security-Policy', pageCsp(nonce));
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Content-Language', language);
    res.setHeader('Content-Type', 'text/html; charset=utf-8');
    res.end(html);
  };
}

/** The templates of `templates/` but those of the demo, by path without extension; all may serve as partials. */
export function loadTemplates(): Map<string, Handlebars.TemplateDelegate> {
  const engine = Handlebars.create();
  engine.registerHelper('t', (key: string, options: Handlebars.HelperOptions) => {
    const { texts } = (options.data as { root: { texts: Texts } }).root;
    return Object.keys(options.hash).length === 0
      ? texts.text(key)
      : texts.text(key, options.hash as Record<string, unknown>);
  });
  engine.registerHelper('tree', (key: string, options: Handlebars.HelperOptions) =>
    (options.data as { root: { texts: Texts } }).root.texts.tree(key),
  );
  engine.registerHelper('eq', (left: unknown, right: unknown) => left === right);
  const templates = new Map<string, Handlebars.TemplateDelegate>();
  for (const path of templatePaths()) {
    const source = readFileSync(new URL(path, templatesFolder), 'utf8');
    const template = engine.compile(source, {
      knownHelpers: { t: true, tree: true, eq: true },
      knownHelpersOnly: true,
    });
    engine.registerPartial(path.slice(0, -'.hbs'.length), template);
    templates.set(path.slice(0, -'.hbs'.length), template);
  }
  return templates;
}

/** Every page template, relative to the folder; those of the demo and of mails are read where they are used. */
export function templatePaths(): string[] {
  const paths = readdirSync(fileURLToPath(templatesFolder), { recursive: true }) as string[];
  return paths.filter((path) => path.endsWith('.hbs') && !/^(demo|mails)\//.test(path)).sort();
}

/** This page in each of the other languages. */
function languageLinks(
  { req }: Response,
  others: readonly Language[],
  self: string | null | undefined,
): readonly { href: string; language: Language; name: string }[] {
  const here = self === undefined && req.method === 'GET' ? req.originalUrl : self;
  if (here === undefined || here === null) return [];
  const address = new URL(safeReturnTo(here), 'http://gateway.invalid');
  return others.map((language) => {
    address.searchParams.set('lang', language);
    return { href: `${address.pathname}${address.search}`, language, name: factsOf(language).name };
  });
}
