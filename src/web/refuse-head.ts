import type { Request, Response } from 'express';

/**
 * Answers HEAD where a GET uses something up: Express would run the GET route, and a scanner that sends HEAD before the person's
 * browser comes would have used up the person's request (RFC 9110 9.2.1: HEAD is safe).
 */
export function refuseHead(_req: Request, res: Response): void {
  res.status(405).set('Allow', 'GET').end();
}
