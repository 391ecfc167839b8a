import { Router } from 'express';
import { childrenPage, type ChildrenPageTools } from './children-page.js';
import { chosenPasswordPage, type ChosenPasswordPageTools } from './chosen-password-page.js';
import { codePage } from './code-page.js';
import { guardianMailPage, type GuardianMailPageTools } from './guardian-mail-page.js';
import { mailSentPage } from './mail-sent-page.js';
import { mobilePage } from './mobile-page.js';
import { registrationPage, type RegistrationPageTools } from './registration-page.js';
import { stoppedPage } from './stopped-page.js';

/** The pages on which guardians activate their account by themselves (domain 7, 8), in their order. */
export function guardianPages(
  tools: RegistrationPageTools & ChildrenPageTools & ChosenPasswordPageTools & GuardianMailPageTools,
): Router {
  return Router()
    .use(registrationPage(tools))
    .use(mobilePage(tools))
    .use(codePage(tools))
    .use(childrenPage(tools))
    .use(chosenPasswordPage(tools))
    .use(guardianMailPage(tools))
    .use(mailSentPage(tools))
    .use(stoppedPage(tools));
}
