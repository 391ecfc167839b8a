import { Router } from 'express';

/** Our metadata (saml-metadata 2.4.3), where portals already look for it; `/idp` is the entityID itself (saml-metadata 4.1). */
export function idpMetadataPage(metadata: () => Promise<string>): Router {
  const router = Router();
  router.get(['/idp/metadata', '/idp'], async (_req, res) => {
    res
      .type('application/samlmetadata+xml')
      .set('Cache-Control', 'public, max-age=3600')
      .send(await metadata());
  });
  return router;
}
