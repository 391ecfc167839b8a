import type { Response } from 'express';
import { factsOf } from '../languages.js';
import type { Random } from '../random.js';
import { autoPostCsp } from './headers.js';
import type { ChooseLanguage } from './language.js';
import { loadTemplates } from './render.js';
import type { Translations } from './translations.js';

/** What the browser carries to a portal (saml-bindings 3.5.4). */
export interface AutoPost {
  /** The AssertionConsumerService: always one of the portal's metadata. */
  acsUrl: string;
  /** Base64 of the Response: no character of it needs escaping, and looking for one took 2 % of a sign-on. */
  samlResponse: string;
  /** Returned exactly as it came. */
  relayState?: string;
}

/** Answers with the page that posts itself to the portal; without scripts it shows a button. */
export type RenderAutoPost = (res: Response, post: AutoPost) => void;

/**
 * The page of every single sign-on: no layout, no style sheet, a new nonce each time (security E13).
 * `Referrer-Policy: origin`: the portal's filters see a real Origin, not `null`, and never an address of ours.
 */
export function createAutoPost(tools: {
  translations: Translations;
  chooseLanguage: ChooseLanguage;
  random: Random;
}): RenderAutoPost {
  const template = loadTemplates().get('sso/auto-post');
  if (template === undefined) throw new Error('No template sso/auto-post.hbs');
  return (res, post) => {
    const language = tools.chooseLanguage(res.req, res);
    const nonce = tools.random.bytes(16).toString('base64');
    res.setHeader('Content-Security-Policy', autoPostCsp(nonce, post.acsUrl));
    res.setHeader('Referrer-Policy', 'strict-origin');
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Content-Language', language);
    res.setHeader('Content-Type', 'text/html; charset=utf-8');
    const hasRelayState = post.relayState !== undefined;
    const { direction } = factsOf(language);
    const texts = tools.translations[language];
    res.end(template({ ...post, hasRelayState, nonce, language, direction, texts }));
  };
}
