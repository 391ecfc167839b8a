import { childElements, onlyChild, parseXml } from './parse-xml.js';
import { ns, statusPrefix } from '../saml/urns.js';

/** The identity provider's answer when it is not a sign-in, in words and in codes. */
export interface StatusExplained {
  /** What happened, for the person. */
  sentence: string;
  /** StatusCode values, top level first, as written. */
  codes: readonly string[];
  /** StatusMessage, when there is one. */
  message?: string;
}

/** Words for the codes of saml-core 3.2.2.2, most telling first: the second level says more than the first. */
const sentences: ReadonlyMap<string, string> = new Map(
  Object.entries({
    NoPassive:
      'La passerelle a répondu : « sans interaction, je ne peux pas ». La personne n’avait pas de session ouverte, ' +
      'et le portail avait demandé de ne rien lui afficher (IsPassive).',
    NoAuthnContext: 'Le portail a demandé une façon de se connecter que la passerelle n’offre pas.',
    InvalidNameIDPolicy:
      'Le portail a demandé un genre d’identifiant (NameID) que la passerelle ne donne pas.',
    AuthnFailed: 'La personne n’a pas pu prouver qui elle est, ou a renoncé.',
    RequestDenied: 'La passerelle a refusé de répondre à cette demande.',
    UnknownPrincipal: 'Le portail a nommé une personne que la passerelle ne connaît pas.',
    RequestUnsupported: 'Le portail a demandé une chose que la passerelle ne sait pas faire.',
    Requester: 'La passerelle juge que la demande du portail est en faute.',
    Responder: 'La passerelle n’a pas pu répondre, pour une raison qui est de son côté.',
    VersionMismatch: 'Le portail parle une autre version de SAML.',
  }),
);

/**
 * The status of a Response that says no; undefined when it says yes or is not readable.
 * Only for display: nothing is granted on the strength of it, so that its signature need not be checked.
 */
export function explainStatus(responseXml: string): StatusExplained | undefined {
  try {
    const status = onlyChild(parseXml(responseXml).documentElement, ns.protocol, 'Status');
    const codes = readCodes(status);
    if (codes[0] === undefined || codes[0] === `${statusPrefix}Success`) return undefined;
    const message = childElements(status, ns.protocol, 'StatusMessage')[0]?.textContent;
    const known = [...codes].reverse().map((code) => sentences.get(code.replace(statusPrefix, '')));
    return {
      sentence: known.find((sentence) => sentence !== undefined) ?? 'La passerelle a refusé la connexion.',
      codes,
      ...(message ? { message } : {}),
    };
  } catch {
    return undefined;
  }
}

function readCodes(parent: Element): string[] {
  const code = childElements(parent, ns.protocol, 'StatusCode')[0];
  return code === undefined ? [] : [code.getAttribute('Value') ?? '', ...readCodes(code)];
}
