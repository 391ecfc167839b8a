import type { School } from '../directory/ports.js';
import type { ReceivedAttribute } from './read-assertion.js';
import { instantInFrench, levelName, schoolName } from './school-words.js';

/** An attribute with words for a person beside it. */
export interface ExplainedAttribute {
  /** The name people use of it: FriendlyName, else the Name. */
  title: string;
  /** The Name on the wire, when it says more than the title. */
  wireName?: string;
  /** What it is for. */
  about: string;
  values: readonly { raw: string; meaning?: string }[];
}

interface Entry {
  about: string;
  meaning?: (value: string, schools: readonly School[]) => string | undefined;
}

const affiliations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    eleve1d: 'élève du 1er degré (école)',
    eleve2d: 'élève du 2nd degré (collège, lycée)',
    resp1d: 'responsable d’un élève du 1er degré (école)',
    resp2d: 'responsable d’un élève du 2nd degré (collège, lycée)',
  }),
);

const eduPersonAffiliations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    student: 'suit un enseignement',
    member: 'fait partie de l’établissement',
    affiliate: 'connu de l’établissement, sans en faire partie',
  }),
);

const vectorTypes = [
  '',
  'responsable, 1er degré',
  'responsable, 2nd degré',
  'élève, 1er degré',
  'élève, 2nd degré',
];

const entries: ReadonlyMap<string, Entry> = new Map(
  Object.entries<Entry>({
    FrEduUrlRetour: { about: 'Adresse où le portail renvoie pour fermer aussi la session de la passerelle.' },
    FrEduCtDateConnexion: {
      about: 'Quand la personne a prouvé qui elle est (heure universelle, UTC).',
      meaning: (value) => `${instantInFrench(`${value.replace(' ', 'T')}Z`)}, heure de Paris`,
    },
    FrEduCtPersonAffiliation: {
      about: 'À quel titre la personne est connue. Un responsable peut en avoir plusieurs.',
      meaning: (value) => affiliations.get(value),
    },
    FrEduCtId: {
      about:
        'Numéro du compte, le même pour tous les portails, pour toute la scolarité. Il ne dit rien de la personne.',
    },
    FrEduCtEleveINEHash: {
      about: 'Empreinte du numéro national de l’élève (INE) : reconnaît l’élève sans montrer son INE.',
    },
    FrEduCtDateNaissance: {
      about: 'Date de naissance de l’élève.',
      meaning: (value) => instantInFrench(`${value}T12:00:00Z`).replace(/ à .*/, ''),
    },
    FrEduCtEleveUAI: { about: 'Établissement de l’élève, par son code UAI.', meaning: schoolName },
    FrEduCtEleveNiveau: { about: 'Niveau de l’élève, par son code MEFSTAT4.', meaning: levelName },
    FrEduCtEleveCivilite: { about: 'Civilité de l’élève.' },
    FrEduCtRefId: {
      about: 'Numéro de la personne dans l’annuaire de son académie : l’ENT y retrouve sa fiche.',
      meaning: explainRefId,
    },
    FrEduVecteur: {
      about: 'Ce qui rattache la personne à un établissement : profil, nom, prénom, structure, UAI.',
      meaning: explainVector,
    },
    FrEduOrigAuth: { about: 'Par quel service la personne s’est connectée.' },
    sn: { about: 'Nom de famille.' },
    givenName: { about: 'Prénom.' },
    displayName: { about: 'Prénom et nom, prêts à afficher.' },
    uid: { about: 'Identifiant que la personne tape pour se connecter.' },
    mail: { about: 'Adresse électronique confirmée.' },
    eduPersonAffiliation: {
      about: 'À quel titre, dans les mots communs à tous les pays (eduPerson).',
      meaning: (value) => eduPersonAffiliations.get(value),
    },
    eduPersonPrincipalName: { about: 'Identifiant complété du nom de la passerelle (eduPerson).' },
    supannEtablissement: {
      about: 'Établissement, au format de l’enseignement supérieur (supann).',
      meaning: (value, schools) => schoolName(value.replace('{UAI}', ''), schools),
    },
    supannEtuEtape: {
      about: 'Niveau, au format de l’enseignement supérieur (supann).',
      meaning: (value) => levelName(value.replace(/^\{[^}]*\}/, '')),
    },
    supannOidcDateDeNaissance: {
      about: 'Date de naissance, au format de l’enseignement supérieur (supann).',
    },
  }),
);

/** Puts words beside an attribute; one that is not known is shown all the same. */
export function explainAttribute(
  attribute: ReceivedAttribute,
  schools: readonly School[],
): ExplainedAttribute {
  const title = attribute.friendlyName ?? attribute.name;
  const entry = entries.get(title);
  return {
    title,
    ...(title === attribute.name ? {} : { wireName: attribute.name }),
    about: entry?.about ?? 'Un attribut que ce portail de démonstration ne connaît pas.',
    values: attribute.values.map((raw) => {
      const meaning = entry?.meaning?.(raw, schools);
      return meaning === undefined ? { raw } : { raw, meaning };
    }),
  };
}

/** `{AAF}<academy>|<UAI>|<jointure>` (domain 13). */
function explainRefId(value: string, schools: readonly School[]): string | undefined {
  const [, academy, uai, jointure] = /^\{AAF\}([^|]*)\|([^|]*)\|([^|]*)$/.exec(value) ?? [];
  if (academy === undefined || uai === undefined) return undefined;
  return `académie ${academy}, ${schoolName(uai, schools)}, numéro ${jointure}`;
}

/** `type|nom|prénom|structure|UAI` (domain 13). */
function explainVector(value: string, schools: readonly School[]): string | undefined {
  const [type, sn, givenName, , uai] = value.split('|');
  const role = vectorTypes[Number(type)];
  if (!role || uai === undefined) return undefined;
  const name = [givenName, sn].filter((part) => part !== '').join(' ');
  return [role, name, schoolName(uai, schools)].filter((part) => part !== '').join(', ');
}
