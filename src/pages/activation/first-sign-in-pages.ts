import { Router } from 'express';
import { birthDatePage, type BirthDatePageTools } from './birth-date-page.js';
import { guardianChildrenPage, type GuardianChildrenPageTools } from './guardian-children-page.js';
import { guardianMailPage, type GuardianMailPageTools } from './guardian-mail-page.js';
import { guardianPasswordPage, type GuardianPasswordPageTools } from './guardian-password-page.js';
import { informationPage, type InformationPageTools } from './information-page.js';
import { passwordPage, type PasswordPageTools } from './password-page.js';
import { mailWaitPage, type MailWaitPageTools } from './mail-wait-page.js';
import { findJourney, pageOfStep } from './step-pages.js';

type PupilTools = BirthDatePageTools & PasswordPageTools & InformationPageTools;
type GuardianTools = GuardianMailPageTools &
  GuardianChildrenPageTools &
  GuardianPasswordPageTools &
  MailWaitPageTools;

/**
 * From a letter to an active account: three pages for pupils (domain 6), three and one that waits for the mail for guardians
 * (domain 9), and an address that leads to the one where the person is.
 */
export function firstSignInPages(tools: PupilTools & GuardianTools): Router {
  return Router()
    .get('/premiere-connexion', async (req, res) => {
      const journey = await findJourney(req, res, tools);
      res.redirect(303, journey === undefined ? '/connexion' : pageOfStep[journey.record.step]);
    })
    .use(birthDatePage(tools))
    .use(passwordPage(tools))
    .use(informationPage(tools))
    .use(guardianMailPage(tools))
    .use(guardianChildrenPage(tools))
    .use(guardianPasswordPage(tools))
    .use(mailWaitPage(tools));
}
