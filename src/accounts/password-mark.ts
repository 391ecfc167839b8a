import { createHash } from 'node:crypto';
import type { Account } from './ports.js';

/** Tells whether a password is still the one it was, and nothing else of it. */
export function passwordMark({ passwordHash = '' }: Pick<Account, 'passwordHash'>): string {
  return createHash('sha256').update(passwordHash).digest('base64url');
}
