import type { School } from '../directory/ports.js';
import { authnContexts, nameIdFormats } from '../saml/urns.js';
import { describePerson, type PersonDescribed } from './describe-person.js';
import { explainAttribute, type ExplainedAttribute } from './explain-attributes.js';
import type { ReceivedAssertion } from './read-assertion.js';
import { instantInFrench } from './school-words.js';

/** A fact with its words, for a list of terms. */
export interface Fact {
  title: string;
  value: string;
  about: string;
}

export interface ExplainedSignIn {
  person: PersonDescribed;
  attributes: readonly ExplainedAttribute[];
  /** NameID, session, times. */
  facts: readonly Fact[];
  /** FrEduUrlRetour: where the gateway's own session is closed. */
  gatewaySignOut?: string;
}

const nameIdWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [nameIdFormats.transient]:
      'Provisoire : un autre à chaque connexion. Le portail ne peut pas s’en servir pour vous reconnaître.',
    [nameIdFormats.persistent]:
      'Durable : le même à chaque connexion sur ce portail, et sur lui seul. Deux portails ne peuvent pas rapprocher les leurs.',
  }),
);

const contextWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    [authnContexts.passwordProtectedTransport]: 'Identifiant et mot de passe, par une liaison protégée.',
    [authnContexts.password]: 'Identifiant et mot de passe.',
  }),
);

/** Says what a portal received in words that the person signed in understands. */
export function explainSignIn(assertion: ReceivedAssertion, schools: readonly School[]): ExplainedSignIn {
  const [gatewaySignOut] =
    assertion.attributes.find(({ friendlyName }) => friendlyName === 'FrEduUrlRetour')?.values ?? [];
  return {
    ...(gatewaySignOut !== undefined && /^https?:\/\//.test(gatewaySignOut) ? { gatewaySignOut } : {}),
    person: describePerson(assertion.attributes, schools),
    attributes: assertion.attributes.map((attribute) => explainAttribute(attribute, schools)),
    facts: explainSession(assertion),
  };
}

function explainSession(assertion: ReceivedAssertion): Fact[] {
  const { nameId, sessionIndex, notBefore, notOnOrAfter } = assertion;
  return [
    { title: 'Qui l’affirme', value: assertion.issuer, about: 'Le fournisseur d’identité qui a signé.' },
    {
      title: 'À qui',
      value: assertion.audiences.join(', '),
      about: 'Le seul portail qui ait le droit de s’en servir.',
    },
    {
      title: 'Identifiant pour ce portail (NameID)',
      value: nameId.value,
      about: nameIdWords.get(nameId.format) ?? nameId.format,
    },
    {
      title: 'Connexion',
      value: instantInFrench(assertion.authnInstant),
      about: contextWords.get(assertion.authnContext) ?? assertion.authnContext,
    },
    ...(sessionIndex === undefined
      ? []
      : [
          {
            title: 'Session (SessionIndex)',
            value: sessionIndex,
            about: 'Nomme la session de la passerelle.',
          },
        ]),
    ...(notBefore === undefined || notOnOrAfter === undefined
      ? []
      : [
          {
            title: 'Valable',
            value: `du ${instantInFrench(notBefore)} au ${instantInFrench(notOnOrAfter)}`,
            about: 'Passé ce délai, le portail refuse le message : il n’a servi qu’à entrer.',
          },
        ]),
  ];
}
