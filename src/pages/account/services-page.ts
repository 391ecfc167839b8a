import { Router } from 'express';
import type { Subject } from '../../accounts/ports.js';
import type { SchoolStore } from '../../directory/ports.js';
import type { ServiceProvider } from '../../federation/ports.js';
import type { Csrf } from '../../web/csrf.js';
import type { ChooseLanguage } from '../../web/language.js';
import type { Render } from '../../web/render.js';
import type { Sessions } from '../../web/session.js';
import { describeChildren } from './describe-children.js';
import { portalName } from './portal-name.js';

export interface ServicesPageTools {
  render: Render;
  csrf: Csrf;
  chooseLanguage: ChooseLanguage;
  sessions: Pick<Sessions, 'read'>;
  schools: Pick<SchoolStore, 'findMany'>;
  serviceProviders: { list(): readonly ServiceProvider[] | Promise<readonly ServiceProvider[]> };
}

/** GET /: the portals open to the person signed in; nobody signed in is sent to the sign-in page. */
export function servicesPage(tools: ServicesPageTools): Router {
  return Router().get('/', async (req, res) => {
    const signedIn = await tools.sessions.read(req);
    if (signedIn === undefined) return res.redirect(303, '/connexion');
    const { subject } = signedIn;
    const portals = await tools.serviceProviders.list();
    tools.render(res, 'account/services-page', {
      givenName: subject.person.givenName,
      fullName: `${subject.person.givenName} ${subject.person.sn}`,
      kindKey: `services.kind-${subject.kind}`,
      isGuardian: subject.kind === 'guardian',
      children: await describeChildren(subject.children, tools.schools),
      portals: listPortals(portals, subject, tools.chooseLanguage(req, res)),
      csrfToken: tools.csrf.token(req, res),
    });
  });
}

/** The portals open to `subject`, by name, each with the address where people start. */
function listPortals(
  portals: readonly ServiceProvider[],
  subject: Subject,
  language: string,
): { name: string; href: string }[] {
  return portals
    .filter((portal) => portal.switches.enabled && isOpenTo(portal, subject))
    .map((portal) => ({
      name: portalName(portal.metadata.displayName, portal.entityId, language),
      href: startAddress(portal),
    }))
    .sort((left, right) => left.name.localeCompare(right.name, language));
}

/** A guardian belongs to the schools of the children. */
function isOpenTo(portal: ServiceProvider, subject: Subject): boolean {
  const { schools } = portal.switches;
  if (schools.length === 0) return true;
  const own = [subject.person, ...subject.children].flatMap((person) =>
    person.schools.map((school) => school.uai),
  );
  return own.some((uai) => schools.includes(uai));
}

/** The portal's own start page if it is a web address, else our unsolicited sign-on (saml-profiles 4.1.5). */
function startAddress(portal: ServiceProvider): string {
  const { start_url: start } = portal.switches;
  if (start !== undefined && /^https?:\/\//i.test(start)) return start;
  return `/idp/profile/SAML2/Unsolicited/SSO?providerId=${encodeURIComponent(portal.entityId)}`;
}
