import type { RequestHandler } from 'express';
import { renderView } from './demo-views.js';

/** Whose page it is: the name and colour of its head, and where the demo starts. */
interface Place {
  title: string;
  /** Names its colour in demo.css. */
  key?: string;
  startUrl: string;
}

/** Answers whatever no other route of the program answered. */
export function notFoundPage(place: Place): RequestHandler {
  return (_request, response) => {
    response.status(404).send(renderView('not-found', { place }));
  };
}
