import { Router } from 'express';
import type { FranceConnect } from '../../franceconnect-services.js';

/** What does not change while the process lives: the button's image, and the public keys of private_key_jwt. */
export function providedFiles({ button, keys }: FranceConnect): Router {
  const routes = Router();
  if (button !== undefined) {
    routes.get('/franceconnect/bouton', (_req, res) => {
      res.setHeader('Cache-Control', 'public, max-age=3600');
      res.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
      res.setHeader('Content-Type', button.type);
      res.end(button.body);
    });
  }
  if (keys !== undefined) {
    routes.get('/franceconnect/jwks', (_req, res) => {
      res.setHeader('Cache-Control', 'public, max-age=3600');
      res.json({ keys });
    });
  }
  return routes;
}
