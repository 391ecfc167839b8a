import { accountActs } from '../../accounts/audit-acts.js';
import type { ServiceProvider } from '../../federation/ports.js';
import type { Texts } from '../../web/translations.js';
import { writtenDay, writtenInstant } from '../../written-time.js';
import { describePerson } from './describe-person.js';
import { describeReleases } from './describe-releases.js';
import { describeSignIns } from './describe-sign-ins.js';
import type { OwnData } from './own-data.js';

interface DescribeTools {
  serviceProviders: { record(entityId: string): ServiceProvider | undefined };
  /** Of the times written (TIME_ZONE). */
  timeZone: string;
}

/** The pages of « Mon compte » in words, all of what is listed there in short. */
export function describeOwnData(data: OwnData, texts: Texts, { serviceProviders, timeZone }: DescribeTools) {
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
      : [`${t('attributes.birth-date')} : ${writtenDay(account.person.birthDate, language)}`]),
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
  const acts = data.acts.map((one) => `${writtenInstant(one.at, style)} · ${describeAct(one, texts)}`);
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

/** What was done to the account, in words; of an act of a former version, that something was. */
function describeAct({ act, result }: OwnData['acts'][number], texts: Texts): string {
  const known = accountActs.find((each) => each === act) ?? 'other';
  const words = texts.text(`acts.${known}`);
  return result === 'done' ? words : texts.text('acts.refused', { act: words });
}
