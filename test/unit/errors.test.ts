import { readFileSync } from 'node:fs';
import { catalogue, type ErrorEntry } from '../../src/error-catalogue.js';
import { errorPageText } from '../../src/error-page-text.js';
import { GatewayError, isGatewayError } from '../../src/errors.js';

const french = JSON.parse(readFileSync('templates/locales/fr.json', 'utf8')) as {
  errors: Record<string, string>;
};

test('src/errors.md is what the catalogue says', () => {
  expect(readFileSync('src/errors.md', 'utf8')).toBe(errorPageText(french.errors));
});

test('a portal is told only of refusals with a SAML status that SAML knows', () => {
  const known = /^(Requester|Responder|VersionMismatch)$/;
  const entries = Object.values(catalogue as Record<string, ErrorEntry>).filter((entry) => entry.saml);
  expect(entries.length).toBeGreaterThan(5);
  for (const entry of entries) expect(entry.saml?.[0]).toMatch(known);
});

test('the message names code and detail, and the code can be asked for', () => {
  const error = new GatewayError('issuer', { detail: 'https://ent.example' });
  expect(error.message).toBe('issuer: https://ent.example');
  expect(error.entry.status).toBe(403);
  expect(isGatewayError(error, 'issuer')).toBe(true);
  expect(isGatewayError(error, 'replay')).toBe(false);
});
