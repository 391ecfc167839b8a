import { Router } from 'express';
import type { Render } from '../../web/render.js';
import {
  findActivation,
  pageOfActivation,
  stoppedPath,
  type ActivationStepTools,
} from './activation-steps.js';

export interface StoppedPageTools extends ActivationStepTools {
  render: Render;
}

/**
 * Why the journey cannot go on, and what to do: the account is active already, there is no child, this way is closed for a day… Who
 * reads it proved the mobile, so that the identifier may be told.
 */
export function stoppedPage(tools: StoppedPageTools): Router {
  return Router().get(stoppedPath, async (req, res) => {
    const journey = await findActivation(req, res, tools);
    if (journey === undefined) return;
    const { record, account, obstacle } = journey;
    if (obstacle === undefined) return res.redirect(303, pageOfActivation[record.step]);
    tools.render(res, 'activation/stopped-page', {
      part: `registration.stopped-${obstacle}`,
      titleKey: `registration.stopped-${obstacle}.title`,
      active: obstacle === 'already-active',
      identifier: account?.identifier,
      withPassword: account?.passwordHash !== undefined,
      toLink: record.path === 'franceconnect',
    });
  });
}
