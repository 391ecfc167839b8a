import { Router } from 'express';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import { updateAccount } from '../../accounts/update-account.js';
import { asLanguage } from '../../languages.js';
import type { Csrf } from '../../web/csrf.js';
import type { RememberLanguage } from '../../web/language.js';
import { formOf, readForm } from '../../web/read-form.js';
import { personOf, type SignedInTools } from './signed-in-person.js';

export interface ChooseLanguageTools extends SignedInTools {
  csrf: Csrf;
  accounts: Pick<AccountStore, 'findById' | 'apply'>;
  rememberLanguage: RememberLanguage;
}

/** POST /compte/langue: the language of pages and messages, kept with the account so that it holds on every device. */
export function chooseLanguagePage(tools: ChooseLanguageTools): Router {
  return Router().post('/compte/langue', readForm, tools.csrf.check, async (req, res) => {
    const user = await personOf(tools, { req, res }, '/compte');
    if (user === undefined) return;
    const language = asLanguage(formOf(req)['langue']);
    if (language === undefined) return res.redirect(303, '/compte');
    await updateAccount(user.subject.accountId, () => ({ language }), tools.accounts);
    tools.rememberLanguage(res, language);
    res.redirect(303, '/compte?fait=langue');
  });
}
