import { Router, type Request, type Response } from 'express';
import type { SelfRegistration } from '../../guardian-services.js';
import { GatewayError, isGatewayError } from '../../errors.js';
import type { AfterAnswer } from '../../web/after-answer.js';
import { formOf, readForm, type Form } from '../../web/read-form.js';
import { faultOf, showFaults, type FormFault } from '../account/form-faults.js';
import { readPlace, registrationAddress, signInAddress, type SignInPlace } from '../sign-in/sign-in-form.js';
import { keepLonger } from '../sso/kept-request.js';
import type { BeginActivationTools } from './begin-activation.js';
import type { CodePageTools } from './code-page.js';
import { pageOfActivation, registrationPath } from './activation-steps.js';
import { askTerms, codeRefusals, readAsked } from './code-terms.js';

export interface RegistrationPageTools extends CodePageTools, BeginActivationTools {
  afterAnswer: AfterAnswer;
  selfRegistration: SelfRegistration;
}

/**
 * GET and POST /inscription: « Je n'ai pas encore d'identifiant ». Names and mobile are looked up after the answer, which is the
 * same for everybody (domain 8.2, security R01). @throws GatewayError `self_registration_off`.
 */
export function registrationPage(tools: RegistrationPageTools): Router {
  const routes = Router();
  routes.get(registrationPath, (req, res) => {
    refuseClosed(tools);
    const late = req.query['motif'] === 'duree';
    const faults = late ? [faultOf('activation_expired', 'nom')] : [];
    show(tools, { req, res }, { place: readPlace(req.query), form: {}, faults });
  });
  routes.post(registrationPath, readForm, tools.csrf.check, (req, res) => submit(tools, { req, res }));
  return routes;
}

async function submit(tools: RegistrationPageTools, at: { req: Request; res: Response }): Promise<void> {
  refuseClosed(tools);
  const { req, res } = at;
  const form = formOf(req);
  const place = readPlace(form);
  const asked = await readAsked(form, tools.config);
  if ('faults' in asked) {
    res.status(400);
    return show(tools, at, { place, form, faults: asked.faults });
  }
  const { suite, retour } = place;
  const end = { ...(suite === undefined ? {} : { suite }), ...(retour === undefined ? {} : { retour }) };
  try {
    const begun = await tools.guardianActivation.register({ asked, end }, askTerms(req, res, tools));
    await keepLonger({ req, res, suite }, begun.expiresAt, tools);
    tools.activationCookie.set(res, begun.secret);
    tools.afterAnswer(res, begun.send);
    res.redirect(303, pageOfActivation.code);
  } catch (error) {
    if (!isGatewayError(error) || !codeRefusals.includes(error.code)) throw error;
    res.status(error.entry.status);
    show(tools, at, { place, form, faults: [faultOf(error.code, 'mobile')] });
  }
}

function refuseClosed({ selfRegistration }: RegistrationPageTools): void {
  if (!selfRegistration.isOpen()) throw new GatewayError('self_registration_off');
}

function show(
  tools: RegistrationPageTools,
  { req, res }: { req: Request; res: Response },
  { place, form, faults }: { place: SignInPlace; form: Form; faults: readonly FormFault[] },
): void {
  const { nom = '', prenom = '', mobile = '' } = form;
  tools.render(res, 'activation/registration-page', {
    ...showFaults(faults),
    ...{ place, nom, prenom, mobile },
    progress: { number: 1, total: 5 },
    back: signInAddress({ ...place, profil: 'responsable' }),
    csrfToken: tools.csrf.token(req, res),
    self: registrationAddress(place),
  });
}
