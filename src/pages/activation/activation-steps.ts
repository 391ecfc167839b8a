import type { Request, RequestHandler, Response } from 'express';
import type { ActivationRecord, ActivationStep } from '../../accounts/activation-ports.js';
import type { ActivationUnderWay, GuardianActivation } from '../../accounts/guardian-activation.js';
import type { Actor } from '../../accounts/audit-ports.js';
import { stepsOf } from '../../accounts/guardian-steps.js';
import { isGatewayError } from '../../errors.js';
import type { JourneyCookie } from '../../web/journey-cookie.js';

/** Where a self-registration begins. */
export const registrationPath = '/inscription';
/** The page of who cannot go on. */
export const stoppedPath = '/inscription/arret';

/** The page of each step of a guardian's activation; which follows which is `stepsOf`, in accounts/guardian-steps.ts. */
export const pageOfActivation = {
  mobile: '/inscription/mobile',
  code: '/inscription/code',
  children: '/inscription/enfants',
  password: '/inscription/mot-de-passe',
  mail: '/inscription/adresse-mail',
  sent: '/inscription/mail-envoye',
} as const satisfies Record<ActivationStep, string>;

export interface ActivationStepTools {
  guardianActivation: GuardianActivation;
  activationCookie: JourneyCookie;
}

/** A request for a page of an activation, from who is at that page. */
export interface ActivationExchange {
  req: Request;
  res: Response;
  journey: ActivationUnderWay;
}

/**
 * Runs `handle` for who is at one of `steps`; a request out of order, also a form sent again, goes to the page where the person
 * is, and who has no journey to where one begins.
 */
export function atActivation(
  steps: readonly ActivationStep[],
  tools: ActivationStepTools,
  handle: (exchange: ActivationExchange) => Promise<void> | void,
): RequestHandler {
  return async (req, res) => {
    const journey = await findActivation(req, res, tools);
    if (journey === undefined) return;
    const { record, obstacle } = journey;
    if (obstacle !== undefined) return res.redirect(303, stoppedPath);
    if (!steps.includes(record.step)) return res.redirect(303, pageOfActivation[record.step]);
    await handle({ req, res, journey });
  };
}

/** Where the browser is; undefined: it has no journey, and was sent to where one begins. */
export async function findActivation(
  req: Request,
  res: Response,
  { guardianActivation, activationCookie }: ActivationStepTools,
): Promise<ActivationUnderWay | undefined> {
  const secret = activationCookie.read(req);
  try {
    if (secret !== undefined) return await guardianActivation.find(secret);
    res.redirect(303, registrationPath);
  } catch (error) {
    if (!isGatewayError(error, 'activation_expired')) throw error;
    activationCookie.clear(res);
    res.redirect(303, `${registrationPath}?motif=duree`);
  }
  return undefined;
}

/** Who acts: the guardian whose mobile was proved. */
export function guardianActing(req: Request, { account }: ActivationUnderWay): Actor {
  const { ip } = req;
  return { name: account?.id ?? '', role: 'person', ...(ip === undefined ? {} : { ip }) };
}

/** The pages that ask for something come before the one that says that a mail was sent. */
export function progressOf({ path, step }: ActivationRecord): { number: number; total: number } {
  const steps: readonly ActivationStep[] = stepsOf[path];
  return { number: steps.indexOf(step) + 1, total: steps.length - 1 };
}
