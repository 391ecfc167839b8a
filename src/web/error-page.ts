import type { ErrorRequestHandler, RequestHandler } from 'express';
import { GatewayError } from '../errors.js';
import type { Logger } from '../log.js';
import type { Render } from './render.js';

/** The last route: what no other took. @throws GatewayError `not_found`. */
export const notFound: RequestHandler = () => {
  throw new GatewayError('not_found');
};

/**
 * Shows any error as a page: the catalogue's status and sentence, and the id to say on the telephone. The log gets the
 * code, the detail and the cause; the person never does.
 */
export function createErrorPage(tools: { render: Render; log: Logger }): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    const known = asGatewayError(error);
    const { status, sentence } = known.entry;
    const line = { id: res.locals.requestId, code: known.code, detail: known.detail, status };
    if (known.code === 'internal') tools.log.error({ ...line, cause: causeOf(known) });
    else tools.log.info(line);
    if (res.headersSent) return next(error);
    if ((status === 429 || status === 503) && !res.hasHeader('Retry-After')) res.setHeader('Retry-After', 10);
    res.status(status);
    try {
      tools.render(res, 'errors/error-page', {
        ...errorTexts(sentence),
        code: known.code,
        requestId: res.locals.requestId,
        self: null,
      });
    } catch (failure) {
      tools.log.fatal({ id: res.locals.requestId, cause: causeOf(failure) });
      res.type('text/plain').send(`${status} ${res.locals.requestId ?? ''}\n`);
    }
  };
}

function errorTexts(sentence: string): { titleKey: string; sentenceKey: string } {
  return { titleKey: `error-titles.${sentence}`, sentenceKey: `errors.${sentence}` };
}

/** Express and body-parser errors carry a status; any other error is a fault of ours. */
function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const status = (error as { status?: unknown } | null | undefined)?.status;
  if (status === 413) return new GatewayError('request_too_large', { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new GatewayError('encoding', {
      detail: String((error as { type?: unknown }).type ?? status),
      cause: error,
    });
  }
  return new GatewayError('internal', { cause: error });
}

function causeOf(error: unknown): string | undefined {
  const cause = error instanceof GatewayError ? error.cause : error;
  return cause instanceof Error ? cause.stack : undefined;
}
