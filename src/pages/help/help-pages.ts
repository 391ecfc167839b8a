import { Router } from 'express';
import type { Config } from '../../config.js';
import type { Render } from '../../web/render.js';

/** Address of each page of advice -> its part of the locale files, under `help`. */
export const helpPages = {
  '/aide': 'help',
  '/accessibilite': 'accessibility',
  '/mentions-legales': 'legal',
  '/donnees-personnelles': 'personal-data',
} as const;

/** Pages of advice: a title, a lead, sections of paragraphs, and whom to write to. */
export function helpRoutes(tools: {
  render: Render;
  config: Pick<Config, 'LEGAL_HOST' | 'LEGAL_PUBLISHER'>;
}): Router {
  const routes = Router();
  const legal = { host: tools.config.LEGAL_HOST, publisher: tools.config.LEGAL_PUBLISHER };
  for (const [address, part] of Object.entries(helpPages)) {
    routes.get(address, (_req, res) =>
      tools.render(res, 'help/help-page', { part: `help.${part}`, titleKey: `help.${part}.title`, legal }),
    );
  }
  return routes;
}
