import type { Request, RequestHandler, Response } from 'express';
import type { FirstSignInStep } from '../../accounts/journey-ports.js';
import type { Journeys, UnderWay } from '../../accounts/journeys.js';
import type { JourneyCookie } from '../../web/journey-cookie.js';

/** The page of each step; which follows which is `stepAfter`, in accounts/first-sign-in.ts and guardian-first-sign-in.ts. */
export const pageOfStep = {
  'birth-date': '/premiere-connexion/date-de-naissance',
  password: '/premiere-connexion/mot-de-passe',
  information: '/premiere-connexion/informations',
  mail: '/premiere-connexion/responsable/adresse-mail',
  children: '/premiere-connexion/responsable/eleves',
  'guardian-password': '/premiere-connexion/responsable/mot-de-passe',
  'mail-wait': '/premiere-connexion/responsable/confirmation',
} as const satisfies Record<FirstSignInStep, string>;

export interface StepTools {
  journeys: Pick<Journeys, 'find'>;
  journeyCookie: JourneyCookie;
}

/** A request for a page of the first sign-in, from who is at that page. */
export interface StepExchange {
  req: Request;
  res: Response;
  journey: UnderWay;
}

/**
 * Runs `handle` for who is at `step`; a request out of order, also a form sent again, goes to the page where the person is.
 * Who has no journey goes to the sign-in page. @throws GatewayError `journey_expired`, or what the account's state says.
 */
export function atStep(
  step: FirstSignInStep,
  tools: StepTools,
  handle: (exchange: StepExchange) => Promise<void> | void,
): RequestHandler {
  return async (req, res) => {
    const journey = await findJourney(req, res, tools);
    if (journey === undefined) return res.redirect(303, '/connexion');
    if (journey.record.step !== step) return res.redirect(303, pageOfStep[journey.record.step]);
    await handle({ req, res, journey });
  };
}

/** Where the browser is; undefined: it began nothing. */
export async function findJourney(
  req: Request,
  res: Response,
  { journeys, journeyCookie }: StepTools,
): Promise<UnderWay | undefined> {
  const secret = journeyCookie.read(req);
  if (secret === undefined) return undefined;
  try {
    return await journeys.find(secret);
  } catch (error) {
    journeyCookie.clear(res);
    throw error;
  }
}
