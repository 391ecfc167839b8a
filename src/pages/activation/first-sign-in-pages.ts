import { Router } from 'express';
import { birthDatePage, type BirthDatePageTools } from './birth-date-page.js';
import { letterChildrenPage, type LetterChildrenPageTools } from './letter-children-page.js';
import { letterMailPage, type LetterMailPageTools } from './letter-mail-page.js';
import { letterPasswordPage, type LetterPasswordPageTools } from './letter-password-page.js';
import { informationPage, type InformationPageTools } from './information-page.js';
import { passwordPage, type PasswordPageTools } from './password-page.js';
import { mailWaitPage, type MailWaitPageTools } from './mail-wait-page.js';
import { findJourney, pageOfStep } from './step-pages.js';

type PupilTools = BirthDatePageTools & PasswordPageTools & InformationPageTools;
type GuardianTools = LetterMailPageTools &
  LetterChildrenPageTools &
  LetterPasswordPageTools &
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
    .use(letterMailPage(tools))
    .use(letterChildrenPage(tools))
    .use(letterPasswordPage(tools))
    .use(mailWaitPage(tools));
}
