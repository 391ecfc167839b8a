import { Router, urlencoded, type Request, type Response } from 'express';
import { AnswerableError } from '../../saml/answerable-error.js';
import { receiveAuthnRequest } from '../../saml/receive-authn-request.js';
import type { InboundMessage } from '../../saml/types.js';
import { refuseHead } from '../../web/refuse-head.js';
import type { AnswerPages } from './answer-request.js';
import type { SsoTools } from './sso-tools.js';
import { startSignIn } from './start-sign-in.js';

const redirectPath = '/idp/profile/SAML2/Redirect/SSO';
const postPath = '/idp/profile/SAML2/POST/SSO';

/** The two addresses where portals send AuthnRequests (saml-bindings 3.4, 3.5). */
export function receiveRequestPages(tools: SsoTools, answers: AnswerPages): Router {
  const router = Router();
  const receive = async (req: Request, res: Response, message: InboundMessage): Promise<void> => {
    try {
      const { request } = await receiveAuthnRequest(message, {
        relyingParties: tools.serviceProviders,
        clock: tools.clock,
        skewSeconds: tools.config.CLOCK_SKEW_SECONDS,
        ownEntityId: tools.entityId,
      });
      await startSignIn({ req, res, request }, tools, answers);
    } catch (error) {
      if (!(error instanceof AnswerableError)) throw error;
      await answers.refuse(res, error);
    }
  };
  router.head(redirectPath, refuseHead);
  router.get(redirectPath, (req, res) =>
    receive(req, res, {
      binding: 'redirect',
      rawQuery: rawQueryOf(req),
      endpoint: tools.config.BASE_URL + redirectPath,
    }),
  );
  const form = urlencoded({ extended: false, limit: '100kb', parameterLimit: 20 });
  router.post(postPath, form, (req, res) =>
    receive(req, res, {
      binding: 'post',
      form: (req.body ?? {}) as Record<string, unknown>,
      endpoint: tools.config.BASE_URL + postPath,
    }),
  );
  return router;
}

/** The query as it came: the signature is over these octets (saml-bindings 3.4.4.1). */
function rawQueryOf(req: Request): string {
  const mark = req.originalUrl.indexOf('?');
  return mark === -1 ? '' : req.originalUrl.slice(mark + 1);
}
