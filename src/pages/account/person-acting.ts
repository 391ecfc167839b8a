import type { Request } from 'express';
import type { Actor } from '../../accounts/audit-ports.js';
import type { SignedIn } from '../../web/ports.js';

/** Who does it, for the audit trail: the person signed in. */
export function personActing({ subject }: SignedIn, req: Request): Actor {
  const by = { name: subject.accountId, role: 'person' } as const;
  return req.ip === undefined ? by : { ...by, ip: req.ip };
}
