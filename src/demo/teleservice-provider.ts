import samlify from 'samlify';
import { newMessageId, systemRandom } from '../random.js';
import { bindings, ns } from '../saml/urns.js';
import { checkAddressee } from './check-addressee.js';
import { checkResponseShape } from './check-response-shape.js';
import { onlyChild, parseXml } from './parse-xml.js';
import { paths } from './portal-paths.js';
import type { Portal } from './portal-routes.js';
import { readAssertion } from './read-assertion.js';
import type { IdentityProviderFacts } from './read-idp-metadata.js';
import type { ReceivedSignIn } from './received-sign-in.js';
import type { TeleserviceKeys } from './teleservice-metadata.js';
import type { WayToAsk } from './way-to-ask.js';

// A CommonJS module: its names come through the default export.
const { Constants, IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } = samlify;

export interface TeleserviceOptions {
  portal: Portal;
  identityProvider: IdentityProviderFacts;
  keys: TeleserviceKeys;
  metadata: string;
  /** Validates a message by the SAML protocol schema. @throws Error when it is not valid. */
  validateSchema: (xml: string) => void;
}

/** The téléservice's SAML side: asks by samlify, and checks around samlify what it leaves open. */
export class TeleserviceProvider {
  private readonly us;
  private readonly gateway;
  constructor(private readonly options: TeleserviceOptions) {
    const { identityProvider, keys } = options;
    setSchemaValidator({ validate: (xml) => Promise.resolve(options.validateSchema(xml)) });
    this.us = ServiceProvider({
      metadata: options.metadata,
      privateKey: keys.signing.privateKey,
      encPrivateKey: keys.encryption.privateKey,
      requestSignatureAlgorithm: Constants.algorithms.signature.RSA_SHA256,
      nameIDFormat: [Constants.namespace.format.persistent],
      allowCreate: true,
    });
    this.gateway = IdentityProvider({
      metadata: wantingSignedRequests(identityProvider.xml),
      isAssertionEncrypted: true,
    });
  }

  /** A signed AuthnRequest by HTTP-Redirect: the address to send the browser to, and the request's ID. */
  ask(way: WayToAsk, relayState: string): { url: string; requestId: string } {
    const passive = { customTagReplacement: (template: string) => this.passiveRequest(template) };
    const made = this.us.createLoginRequest(this.gateway, 'redirect', {
      relayState,
      ...(way === 'force' ? { forceAuthn: true } : {}),
      ...(way === 'passive' ? passive : {}),
    });
    return { url: made.context, requestId: made.id };
  }

  /**
   * Opens a Response. InResponseTo is left to the caller, who knows what this browser asked.
   * @throws Error when it says no, is not for us, or is not the gateway's.
   */
  async open(encoded: string): Promise<ReceivedSignIn> {
    const received = Buffer.from(encoded, 'base64').toString('utf8');
    checkResponseShape(received);
    const body = { SAMLResponse: encoded };
    const { samlContent } = await this.us.parseLoginResponse(this.gateway, 'post', { body });
    const response = parseXml(samlContent).documentElement;
    const assertionXml = onlyChild(response, ns.assertion, 'Assertion').toString();
    const assertion = readAssertion(assertionXml);
    const { portal, identityProvider } = this.options;
    const consumerUrl = `${portal.url}${paths.consume}`;
    if (response.getAttribute('Destination') !== consumerUrl) {
      throw new Error('La réponse est destinée à une autre adresse (Destination).');
    }
    const addressee = {
      issuer: identityProvider.entityId,
      entityId: this.us.entityMeta.getEntityID(),
      consumerUrl,
    };
    checkAddressee(assertion, addressee, portal.clock.now());
    return {
      assertion,
      documents: [
        { title: 'La réponse reçue : chiffrée, illisible en chemin', xml: received },
        { title: 'L’assertion, une fois déchiffrée par ce portail', xml: assertionXml },
      ],
    };
  }

  /** samlify has no option for IsPassive: its own template, with the attribute put in. */
  private passiveRequest(template: string): { id: string; context: string } {
    const id = newMessageId(systemRandom);
    const context = SamlLib.replaceTagsByValue(template.replace(' ID=', ' IsPassive="true" ID='), {
      ID: id,
      IssueInstant: this.options.portal.clock.now().toISOString(),
      Destination: this.options.identityProvider.signInUrl,
      Issuer: this.us.entityMeta.getEntityID(),
      ProtocolBinding: bindings.post,
      AssertionConsumerServiceURL: `${this.options.portal.url}${paths.consume}`,
      AssertionConsumerServiceIndex: undefined,
      ForceAuthn: undefined,
      NameIDFormat: Constants.namespace.format.persistent,
      AllowCreate: true,
    });
    return { id, context };
  }
}

/** We sign our requests whether the gateway asks for it or not; samlify wants both metadata to say the same. */
function wantingSignedRequests(metadata: string): string {
  const document = parseXml(metadata);
  onlyChild(document.documentElement, ns.metadata, 'IDPSSODescriptor').setAttribute(
    'WantAuthnRequestsSigned',
    'true',
  );
  return document.documentElement.toString();
}
