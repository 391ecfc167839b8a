import { Router } from 'express';
import type { AuditSink } from '../../accounts/audit-ports.js';
import type { Csrf } from '../../web/csrf.js';
import { readForm } from '../../web/read-form.js';
import type { Sessions } from '../../web/session.js';
import { personActing } from './person-acting.js';
import { personOf, type SignedInTools } from './signed-in-person.js';

export interface EndSessionsTools extends SignedInTools {
  csrf: Csrf;
  sessions: Pick<Sessions, 'read' | 'endOthers'>;
  audit: AuditSink;
}

/** POST /compte/connexions/fermer: signs the person out everywhere but here. */
export function endSessionsPage(tools: EndSessionsTools): Router {
  return Router().post('/compte/connexions/fermer', readForm, tools.csrf.check, async (req, res) => {
    const user = await personOf(tools, { req, res }, '/compte');
    if (user === undefined) return;
    const { accountId } = user.subject;
    const count = await tools.sessions.endOthers(req, accountId);
    const act = { act: 'account.end-sessions', accountId, result: 'done', count } as const;
    await tools.audit.append([{ ...act, at: tools.clock.now(), by: personActing(user, req) }]);
    res.redirect(303, '/compte?fait=sessions');
  });
}
