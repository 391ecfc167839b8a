import express, { type RequestHandler } from 'express';
import { GatewayError } from '../errors.js';

/** A posted form whose every field came once. */
export type Form = Readonly<Record<string, string>>;

/** The longest form asks for three numbers of each of a guardian's children. */
const parse = express.urlencoded({ extended: false, limit: '20kb', parameterLimit: 64 });

/**
 * Reads an HTML form into `req.body` as a Form. Refuses JSON, other types, and a field sent twice, so that nothing
 * but text ever reaches a query (security L01).
 * @throws GatewayError `param_type`; body-parser errors reach the error page by themselves.
 */
export const readForm: RequestHandler = (req, res, next) => {
  parse(req, res, (failure?: unknown) => {
    if (failure !== undefined) return next(failure);
    const body = req.body as Record<string, unknown> | undefined;
    if (body === undefined || Object.values(body).some((value) => typeof value !== 'string')) {
      return next(new GatewayError('param_type', { detail: 'form field' }));
    }
    req.body = Object.assign(Object.create(null) as object, body);
    next();
  });
};

/** The form read by `readForm`; empty before it ran. */
export function formOf(req: { body?: unknown }): Form {
  return (req.body as Form | undefined) ?? {};
}
