import type { AuditStore } from '../../accounts/audit-ports.js';
import type { ConnectionStore } from '../../accounts/connection-log.js';
import type { AccountStore } from '../../accounts/account-store-ports.js';
import type { Account } from '../../accounts/ports.js';
import type { SchoolStore } from '../../directory/ports.js';
import type { ReleaseStore } from '../../federation/ports.js';
import { GatewayError } from '../../errors.js';
import type { Clock } from '../../clock.js';
import type { SignedIn } from '../../web/ports.js';

export interface OwnDataTools {
  clock: Clock;
  accounts: Pick<AccountStore, 'findById'>;
  schools: Pick<SchoolStore, 'findMany'>;
  releases: Pick<ReleaseStore, 'ofAccount'>;
  connections: Pick<ConnectionStore, 'lastOf'>;
  auditStore: Pick<AuditStore, 'list'>;
}

/** More than a year of somebody who signs in ten times a day. */
const mostSignIns = 4000;
const mostActs = 1000;

export type OwnData = Awaited<ReturnType<typeof collectOwnData>>;

/**
 * All that is kept of the person (GDPR articles 15 and 20), in the form in which it is kept; but not the password's hash, which
 * would help who steals the file, nor which member of the staff did what. @throws GatewayError `account_not_usable`.
 */
export async function collectOwnData({ subject }: SignedIn, tools: OwnDataTools) {
  const { accountId } = subject;
  const now = tools.clock.now();
  const [account, releases, signIns, acts] = await Promise.all([
    tools.accounts.findById(accountId),
    tools.releases.ofAccount(accountId),
    tools.connections.lastOf(accountId, mostSignIns, now),
    tools.auditStore.list({ accountId, most: mostActs }),
  ]);
  if (account === undefined) throw new GatewayError('account_not_usable');
  const uais = account.person.schools.map(({ uai }) => uai);
  const schools = await tools.schools.findMany(uais);
  return {
    madeAt: now,
    account: publicFields(account),
    schools: schools.map(({ uai, name }) => ({ uai, name })),
    children: subject.children.map(({ givenName, sn }) => ({ givenName, sn })),
    receivedByPortals: releases.map(({ entityId, attributes, firstOn, lastOn }) => ({
      ...{ entityId, attributes, firstOn, lastOn },
    })),
    signIns: signIns.map(({ at, way, portal, network }) => ({ at, way, portal, network })),
    acts: acts.map(({ at, act, result, by }) => ({ at, act, result, by: by.role })),
  };
}

function publicFields(account: Account) {
  const { passwordHash, failures, version, ...fields } = account;
  const { childIds, ...person } = fields.person;
  return {
    ...fields,
    person: { ...person, children: childIds.length },
    hasPassword: passwordHash !== undefined,
    wrongPasswords: failures.windowCount,
    changes: version,
  };
}
