import { noFailures } from './lock-out.js';
import type { EventFacts, Transition } from './account-states.js';
import type { Account, AccountChange, AccountState } from './ports.js';

const withoutSecrets = {
  passwordHash: undefined,
  mail: undefined,
  mailOwner: undefined,
  pendingMail: undefined,
} satisfies AccountChange;

/** The fields that `transition` writes into `account`, all in one document update. */
export function changeOf(account: Account, transition: Transition, facts: EventFacts): AccountChange {
  const { event, to } = transition;
  const state = to === 'former' ? formerState(account) : to;
  return { state, changedAt: facts.at, ...details(event, account, facts) };
}

function details(event: Transition['event'], account: Account, facts: EventFacts): AccountChange {
  const { at, passwordHash, expiresAt, mergedInto, pendingMail, hiddenChildIds } = facts;
  const chosen = passwordHash === undefined ? {} : { passwordHash };
  switch (event) {
    case 'notify':
      return { passwordHash, expiresAt, notifiedAt: at, failures: noFailures, lockedFrom: undefined };
    case 'void-letter':
      return { passwordHash: undefined, expiresAt: at };
    case 'activate':
      return { ...chosen, expiresAt: undefined, activatedAt: at, failures: noFailures };
    case 'await-mail':
      return {
        ...{ ...chosen, ...firstPath(account, facts), expiresAt: undefined, failures: noFailures },
        ...(pendingMail === undefined ? {} : { pendingMail }),
        ...(hiddenChildIds === undefined ? {} : { hiddenChildIds }),
      };
    case 'confirm-mail':
      return { activatedAt: at };
    case 'lock':
      return { lockedFrom: account.state };
    case 'unlock':
      return { lockedFrom: undefined, failures: noFailures };
    case 'leave':
      return { leftFrom: account.state, leftAt: at };
    case 'return':
      return { leftFrom: undefined, leftAt: undefined };
    case 'delete':
      return { ...withoutSecrets, leftFrom: undefined, lockedFrom: undefined };
    case 'merge':
      return { ...withoutSecrets, lockedFrom: undefined, mergedInto };
  }
}

/** The way in is that of the first activation: a letter made later changes nothing (domain 10.4). */
function firstPath({ activatedAt }: Account, { activatedBy }: EventFacts): AccountChange {
  return activatedBy === undefined || activatedAt !== undefined ? {} : { activatedBy };
}

/** Accounts locked before the former state was kept were ACTIF: nothing else could be locked with effect. */
function formerState({ state, lockedFrom, leftFrom }: Account): AccountState {
  return (state === 'SORTI' ? leftFrom : lockedFrom) ?? 'ACTIF';
}
