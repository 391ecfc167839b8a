import { Router } from 'express';
import type { OperatorAccess } from '../../accounts/operator-access.js';
import { readForm } from '../../web/read-form.js';
import { enterPage, type EnterPageTools } from './enter-page.js';
import { importPage, type ImportPageTools } from './import-page.js';
import { operatorEntered, operatorOf } from './operator-entered.js';
import { runsPage, type RunsPageTools } from './runs-page.js';
import { uploadPage, type UploadPageTools } from './upload-page.js';

export type OperatorPagesTools = Omit<EnterPageTools, 'operatorAccess'> &
  ImportPageTools &
  UploadPageTools &
  RunsPageTools & { operatorAccess: OperatorAccess };

/** All pages for operators; but for the one by which they come in, nobody else is let through. */
export function operatorPages(tools: OperatorPagesTools): Router {
  const { csrf, operatorAccess, operatorCookie } = tools;
  const routes = Router();
  routes.use(enterPage(tools));
  routes.use('/operateur', operatorEntered(tools));
  routes.get('/operateur', (_req, res) => res.redirect(303, '/operateur/import'));
  routes.post('/operateur/quitter', readForm, csrf.check, async (req, res) => {
    await operatorAccess.leave(operatorOf(req));
    operatorCookie.clear(res);
    res.redirect(303, '/operateur');
  });
  return routes.use(importPage(tools)).use(uploadPage(tools)).use(runsPage(tools));
}
