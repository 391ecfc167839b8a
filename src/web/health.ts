import { Router } from 'express';

/**
 * GET /healthz: the process answers. GET /readyz: it can also work, that is, `ping` (storage) succeeds; 503 otherwise.
 */
export function healthRoutes(tools: { ping: () => Promise<void> }): Router {
  const routes = Router();
  routes.get('/healthz', (_req, res) => {
    res.type('text/plain').send('ok\n');
  });
  routes.get('/readyz', async (_req, res) => {
    const ready = await tools.ping().then(
      () => true,
      () => false,
    );
    res
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ready\n' : 'storage does not answer\n');
  });
  return routes;
}
