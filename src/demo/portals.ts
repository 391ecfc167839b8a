import { findAttribute } from '../federation/attributes.js';
import type { Clock } from '../clock.js';
import { type DemoConfig, demoUrl } from './demo-config.js';
import { demoSchools } from './demo-people.js';
import type { Portal } from './portal-routes.js';

/** What the ENT is, on its pages and in its metadata. */
export function entPortal(config: DemoConfig, clock: Clock): Portal {
  return {
    key: 'ent',
    title: 'ENT de démonstration',
    about:
      'Un espace numérique de travail : vos cours, vos notes, vos messages. Il retrouve votre fiche dans son annuaire ' +
      'grâce à ce que la passerelle lui dit de vous.',
    url: demoUrl(config, 'ent'),
    startUrl: demoUrl(config, 'start'),
    schools: demoSchools,
    clock,
  };
}

/** What the téléservice is. */
export function teleservicePortal(config: DemoConfig, clock: Clock): Portal {
  return {
    key: 'teleservice',
    title: 'Téléservice de démonstration',
    about:
      'Un service en ligne qui n’a besoin que de votre profil, de votre niveau et de votre établissement. Il ne reçoit ' +
      'rien d’autre, et personne en chemin ne peut le lire.',
    url: demoUrl(config, 'teleservice'),
    startUrl: demoUrl(config, 'start'),
    schools: demoSchools,
    clock,
  };
}

/** What the téléservice asks for, and all that it is given. */
export function teleserviceAttributes(): { name: string; friendlyName: string }[] {
  const asked = [
    'FrEduCtId',
    'FrEduCtPersonAffiliation',
    'FrEduCtEleveUAI',
    'FrEduCtEleveNiveau',
    'FrEduUrlRetour',
  ];
  return asked.map((friendlyName) => {
    const oid = findAttribute(friendlyName)?.oid;
    return { friendlyName, name: oid === undefined ? friendlyName : `urn:oid:${oid}` };
  });
}
