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
  const { at, passwordHash, expiresAt, mergedInto, mail, pendingMail, hiddenChildIds } = facts;
  const chosen = { ...chosenPassword(facts), ...firstPath(account, facts) };
  switch (event) {
    case 'notify':
      return { passwordHash, expiresAt, notifiedAt: at, failures: noFailures, lockedFrom: undefined };
    case 'void-letter':
      return { passwordHash: undefined, expiresAt: at };
    case 'activate':
      return {
        ...{ ...chosen, expiresAt: undefined, activatedAt: at, failures: noFailures },
        ...(pendingMail === undefined ? {} : { pendingMail }),
        ...(mail === undefined ? {} : { mail, mailOwner: 'own', pendingMail: undefined }),
      };
    case 'await-mail':
      return {
        ...{ ...chosen, expiresAt: undefined, failures: noFailures },
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
      // The address stays until its owner was told (merge-accounts.ts).
      return { pendingMail: undefined, mergedInto };
  }
}

/** Who comes from FranceConnect signs in there: the provisional password of a letter does not outlive it (domain 4.7). */
function chosenPassword({ passwordHash, activatedBy }: EventFacts): AccountChange {
  if (activatedBy === 'franceconnect') return { passwordHash: undefined };
  return passwordHash === undefined ? {} : { passwordHash };
}

/** The way of the first activation stays (domain 10.4); a way begun and not finished was none. */
function firstPath({ activatedAt, activatedBy: first }: Account, { activatedBy }: EventFacts): AccountChange {
  const path = activatedAt === undefined ? activatedBy : (first ?? activatedBy);
  return path === undefined ? {} : { activatedBy: path };
}

/** Accounts locked before the former state was kept were ACTIF: nothing else could be locked with effect. */
function formerState({ state, lockedFrom, leftFrom }: Account): AccountState {
  return (state === 'SORTI' ? leftFrom : lockedFrom) ?? 'ACTIF';
}
