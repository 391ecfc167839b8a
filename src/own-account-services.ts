import type { AuditSink } from './accounts/audit-ports.js';
import { createCheckOwnPassword, type CheckOwnPassword } from './accounts/check-own-password.js';
import type { ForgottenIdentifierTools } from './accounts/forgotten-identifier.js';
import type { ForgottenPasswordTools } from './accounts/forgotten-password.js';
import type { ReplacePasswordTools } from './accounts/replace-password.js';
import type { MergeTools } from './accounts/merge-accounts.js';
import { MergeProofs } from './accounts/merge-proof.js';
import { createProveOther, type ProveOther } from './accounts/prove-other-account.js';
import type { SignInTools } from './accounts/sign-in.js';
import type { SingleUseLinks } from './accounts/single-use-link.js';
import type { Config } from './config.js';
import type { Messages } from './messaging/ports.js';
import type { Storage } from './storage/open-storage.js';

/** What « Mon compte » and the pages of who forgot work with. */
export interface OwnAccountServices {
  checkOwnPassword: CheckOwnPassword;
  forgottenIdentifier: ForgottenIdentifierTools;
  forgottenPassword: ForgottenPasswordTools;
  replacing: ReplacePasswordTools;
  /** « Regrouper »: whose the other account is, the proof of it between two pages, and the merge. */
  proveOther: ProveOther;
  mergeProofs: MergeProofs;
  merging: MergeTools;
}

interface Inner extends SignInTools {
  config: Config;
  storage: Storage;
  links: SingleUseLinks;
  messages: Messages;
  audit: AuditSink;
  key: (use: string) => string;
}

export function createOwnAccountServices(inner: Inner): OwnAccountServices {
  const { config, storage, links, messages, audit, clock } = inner;
  const { accounts, sessions, allowances, personKeys, subjects } = storage;
  const tools = { accounts, sessions, allowances, links, messages, audit, clock, baseUrl: config.BASE_URL };
  return {
    checkOwnPassword: createCheckOwnPassword({ ...inner, accounts }),
    forgottenIdentifier: tools,
    forgottenPassword: tools,
    replacing: tools,
    proveOther: createProveOther({ ...inner, accounts, allowances }),
    mergeProofs: new MergeProofs({ key: inner.key('grouping of accounts'), clock }),
    merging: { ...tools, personKeys, subjects },
  };
}
