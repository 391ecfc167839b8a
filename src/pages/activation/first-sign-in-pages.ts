import { Router } from 'express';
import { birthDatePage, type BirthDatePageTools } from './birth-date-page.js';
import { informationPage, type InformationPageTools } from './information-page.js';
import { passwordPage, type PasswordPageTools } from './password-page.js';
import { mailWaitPage, type MailWaitPageTools } from './mail-wait-page.js';
import { findJourney, pageOfStep } from './step-pages.js';

/** From a letter to an active account (domain 6): three pages, and an address that leads to the one where the person is. */
export function firstSignInPages(
  tools: BirthDatePageTools & PasswordPageTools & InformationPageTools & MailWaitPageTools,
): Router {
  return Router()
    .get('/premiere-connexion', async (req, res) => {
      const journey = await findJourney(req, res, tools);
      res.redirect(303, journey === undefined ? '/connexion' : pageOfStep[journey.record.step]);
    })
    .use(birthDatePage(tools))
    .use(passwordPage(tools))
    .use(informationPage(tools))
    .use(mailWaitPage(tools));
}
