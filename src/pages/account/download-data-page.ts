import { Router, type Response } from 'express';
import { Semaphore } from '../../accounts/semaphore.js';
import { makeRecords } from '../../documents/make-records.js';
import type { ServiceProvider } from '../../federation/ports.js';
import { factsOf, languages } from '../../languages.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Translations } from '../../web/translations.js';
import { describeOwnData } from './describe-own-data.js';
import { collectOwnData, type OwnDataTools } from './own-data.js';
import { personSureOf, type SignedInTools } from './signed-in-person.js';

export interface DownloadDataTools extends SignedInTools, OwnDataTools {
  chooseLanguage: ChooseLanguage;
  translations: Translations;
  /** Of the times written (TIME_ZONE). */
  timeZone: string;
  serviceProviders: { record(entityId: string): ServiceProvider | undefined };
}

/** The font of documents has Latin letters, and lines of a PDF run from left to right: Arabic gets another language. */
const printable = languages.filter((each) => factsOf(each).direction === 'ltr');

/** PDFs that may wait for their turn: each takes a thread for 0.3 s. */
const mostWaiting = 20;

/** GET /compte/donnees.json and .pdf: what is kept of the person, for software and for reading. */
export function downloadDataPage(tools: DownloadDataTools): Router {
  const routes = Router();
  const threads = new Semaphore(1, mostWaiting);
  routes.get('/compte/donnees.json', async (req, res) => {
    const user = await personSureOf(tools, { req, res }, '/compte');
    if (user === undefined) return;
    const data = await collectOwnData(user, tools);
    attach(res, 'application/json; charset=utf-8', 'donnees.json');
    res.end(`${JSON.stringify(data, undefined, 2)}\n`);
  });
  routes.get('/compte/donnees.pdf', async (req, res) => {
    const user = await personSureOf(tools, { req, res }, '/compte');
    if (user === undefined) return;
    const texts = tools.translations[tools.chooseLanguage(req, res, printable)];
    const data = await collectOwnData(user, tools);
    const records = { ...describeOwnData(data, texts, tools), madeAt: data.madeAt };
    const pdf = await threads.run(() => makeRecords(records));
    attach(res, 'application/pdf', 'donnees.pdf');
    res.end(pdf);
  });
  return routes;
}

function attach(res: Response, type: string, name: string): void {
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Disposition', `attachment; filename="${name}"`);
  res.setHeader('Cache-Control', 'no-store');
}
