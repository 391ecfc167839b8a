import { Router, type Response } from 'express';
import type { ServiceProvider } from '../../federation/ports.js';
import { factsOf, languages } from '../../languages.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Texts, Translations } from '../../web/translations.js';
import { writtenInstant } from '../../written-time.js';
import { describePerson } from './describe-person.js';
import { describeReleases } from './describe-releases.js';
import { describeSignIns } from './describe-sign-ins.js';
import { collectOwnData, type OwnData, type OwnDataTools } from './own-data.js';
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

/** GET /compte/donnees.json and .pdf: what is kept of the person, for software and for reading. */
export function downloadDataPage(tools: DownloadDataTools): Router {
  const routes = Router();
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
    attach(res, 'application/pdf', 'donnees.pdf');
    // Loaded when needed: 24 MB.
    const { writeRecords } = await import('../../documents/write-records.js');
    writeRecords({ ...describe(data, texts, tools), madeAt: data.madeAt }, res);
  });
  return routes;
}

function attach(res: Response, type: string, name: string): void {
  res.setHeader('Content-Type', type);
  res.setHeader('Content-Disposition', `attachment; filename="${name}"`);
  res.setHeader('Cache-Control', 'no-store');
}

/** The pages of « Mon compte » in words, all of what is listed there in short. */
function describe(data: OwnData, texts: Texts, { serviceProviders, timeZone }: DownloadDataTools) {
  const { language } = texts;
  const style = { language, timeZone };
  const t = (key: string, values?: Record<string, unknown>): string => texts.text(key, values);
  const { account } = data;
  const { fullName, places, identifier } = describePerson(account, data);
  const instant = (key: string, at: Date | undefined): string[] =>
    at === undefined ? [] : [`${t(key)} : ${writtenInstant(at, style)}`];
  const person = [
    `${t('account.name')} : ${fullName}`,
    `${t('account.identifier')} : ${identifier}`,
    ...(account.person.birthDate === undefined
      ? []
      : [`${t('attributes.birth-date')} : ${account.person.birthDate}`]),
    ...places.map(({ school, className }) => [school, className].filter(Boolean).join(' · ')),
    ...data.children.map(({ givenName, sn }) => `${t('account.children')} : ${givenName} ${sn}`),
    ...instant('account.data-created', account.createdAt),
    ...instant('account.data-activated', account.activatedAt),
  ];
  const mails = [account.mail, account.pendingMail?.address].filter((mail) => mail !== undefined);
  const portals = describeReleases(data.receivedByPortals, serviceProviders, language).map(
    ({ name, first, last, attributeKeys }) =>
      `${name} – ${t('account.portal-days', { first, last })} – ${attributeKeys.map((key) => t(key)).join(', ')}`,
  );
  const signIns = describeSignIns(data.signIns, serviceProviders, style).map(({ when, portal, network }) =>
    [when, portal, network].filter((part) => part !== undefined).join(' · '),
  );
  const acts = data.acts.map(({ at, act }) => `${writtenInstant(at, style)} · ${act}`);
  return {
    ...{ title: `${t('account.data-title')} – ${fullName}`, language, lead: t('account.data-hint') },
    sections: [
      { heading: t('account.person-title'), facts: person },
      { heading: t('account.mail-title'), facts: mails },
      { heading: t('account.portals-title'), facts: portals },
      { heading: t('account.sign-ins-title'), facts: signIns },
      { heading: t('account.data-acts'), facts: acts },
    ].filter(({ facts }) => facts.length > 0),
  };
}
