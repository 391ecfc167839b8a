import type { SubjectLinks } from '../../accounts/guardian-ports.js';
import { Router } from 'express';
import type { ConnectionStore } from '../../accounts/connection-log.js';
import type { MailAddresses } from '../../accounts/mail-addresses.js';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { SchoolStore } from '../../directory/ports.js';
import type { ReleaseStore, ServiceProvider } from '../../federation/ports.js';
import { factsOf, languages } from '../../languages.js';
import type { FranceConnect } from '../../franceconnect-services.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';
import { describeChildren } from './describe-children.js';
import type { SignedIn } from '../../web/ports.js';
import { describeMail } from './describe-mail.js';
import { describePerson } from './describe-person.js';
import { describeReleases } from './describe-releases.js';
import { describeSignIns } from './describe-sign-ins.js';
import { describeSessions } from './describe-sessions.js';
import { personOf, type SignedInTools } from './signed-in-person.js';

export interface MyAccountTools extends SignedInTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  sessions: Pick<Sessions, 'read' | 'list'>;
  accounts: Pick<AccountStore, 'findById'>;
  mailAddresses: Pick<MailAddresses, 'ownerFor'>;
  schools: Pick<SchoolStore, 'findMany'>;
  releases: Pick<ReleaseStore, 'ofAccount'>;
  connections: Pick<ConnectionStore, 'lastOf'>;
  subjects: Pick<SubjectLinks, 'has'>;
  /** Of the times shown (TIME_ZONE). */
  timeZone: string;
  /** Absent: FranceConnect is off. */
  franceConnect?: FranceConnect | undefined;
  serviceProviders: { record(entityId: string): ServiceProvider | undefined };
}

const mostSignIns = 10;

/** What was just done, as the page that did it says in `?fait=`. */
const done = new Set([
  'mot-de-passe',
  'adresse-demandee',
  'adresse-renvoyee',
  'adresse-annulee',
  'sessions',
  'langue',
  'franceconnect-lie',
  'franceconnect-delie',
]);

/** GET /compte, « Mon compte »: what is known of the person, and what the person can do about it (domain 5.7). */
export function myAccountPage(tools: MyAccountTools): Router {
  return Router().get('/compte', async (req, res) => {
    const user = await personOf(tools, { req, res }, '/compte');
    if (user === undefined) return;
    const { accountId } = user.subject;
    const language = tools.chooseLanguage(req, res);
    const style = { language, timeZone: tools.timeZone };
    const now = tools.clock.now();
    const [account, linked, sessions, releases, signIns] = await Promise.all([
      tools.accounts.findById(accountId),
      tools.subjects.has(accountId),
      tools.sessions.list(req, accountId),
      tools.releases.ofAccount(accountId),
      tools.connections.lastOf(accountId, mostSignIns, now),
    ]);
    if (account === undefined) return res.redirect(303, '/deconnexion');
    const uais = account.person.schools.map(({ uai }) => uai);
    const { fait } = req.query;
    tools.render(res, 'account/my-account-page', {
      ...describePerson(account, { schools: await tools.schools.findMany(uais) }),
      isGuardian: account.kind === 'guardian',
      children: await describeChildren(user.subject.children, tools.schools),
      hasPassword: account.passwordHash !== undefined,
      franceConnect: offersFranceConnect(tools, user) ? { linked } : undefined,
      mail: describeMail(account, { ...style, now, owner: tools.mailAddresses.ownerFor(account) }),
      languages: languages.map((code) => ({ code, name: factsOf(code).name, chosen: code === language })),
      ...describeSessions(sessions, style),
      signIns: describeSignIns(signIns, tools.serviceProviders, style),
      portals: describeReleases(releases, tools.serviceProviders, language),
      doneKey: typeof fait === 'string' && done.has(fait) ? `account.done-${fait}` : undefined,
      csrfToken: tools.csrf.token(req, res),
      self: '/compte',
    });
  });
}

/** Guardians alone use it (domain 7). */
function offersFranceConnect({ franceConnect }: MyAccountTools, { subject }: SignedIn): boolean {
  return franceConnect !== undefined && subject.kind === 'guardian';
}
