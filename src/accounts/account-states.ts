import type { ErrorCode } from '../errors.js';
import type { Actor } from './audit-ports.js';
import type { ActivationPath } from './guardian-ports.js';
import { passwordMark } from './password-mark.js';
import type { Account, AccountState, PendingMail } from './ports.js';

/** What may happen to an account (domain 4). */
export type AccountEvent =
  | 'notify'
  | 'void-letter'
  | 'activate'
  | 'await-mail'
  | 'confirm-mail'
  | 'lock'
  | 'unlock'
  | 'leave'
  | 'return'
  | 'delete'
  | 'merge';

/** What the one who asks for a transition brings; each event reads what it needs. */
export interface EventFacts {
  at: Date;
  /** Who does it, for the audit trail. */
  by: Actor;
  /** notify: of the provisional password. activate, await-mail: of the password chosen, when there is one. */
  passwordHash?: string;
  /** activate, await-mail: the provisional password that was given (passwordMark); another one since: no activation. */
  given?: string;
  /** activate, await-mail of a guardian: in which way; the first one that led to an active account is kept. By FranceConnect there is no password. */
  activatedBy?: ActivationPath;
  /** activate of a guardian: an address that needs no link to be confirmed. */
  mail?: string;
  /** notify: from when on the provisional password is void. */
  expiresAt?: Date;
  /** notify: staff knows that an e-mail is waited for, and goes on. */
  confirmed?: boolean;
  /** delete: those who left after this day stay. */
  leftBefore?: Date;
  /** merge: the account that stays. */
  mergedInto?: string;
  /** activate of a pupil, await-mail: the address waited for. */
  pendingMail?: PendingMail;
  /** await-mail: children reported as not the guardian's. */
  hiddenChildIds?: readonly string[];
}

type Guard = (account: Account, facts: EventFacts) => string | undefined;

export interface Transition {
  event: AccountEvent;
  /** Absent: of any account. */
  kind?: Account['kind'];
  from: readonly AccountState[];
  /** `former`: the state kept when the account was locked, or left. */
  to: AccountState | 'former';
  /** Why it may not happen though the state allows it; undefined: it may. */
  guard?: Guard;
}

const only =
  (kind: Account['kind']) =>
  (account: Account): string | undefined =>
    account.kind === kind ? undefined : `only for the account of a ${kind}`;
/** Of a letter's holder: the letter that was given is still the latest one. */
const sameLetter: Guard = (account, { given }) =>
  given !== undefined && given !== passwordMark(account) ? 'another letter was made since' : undefined;
const live = ['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'EN_ATTENTE_MAIL', 'ACTIF'] as const;

/** Every transition that there is: what is not in this table cannot happen. */
export const transitions: readonly Transition[] = [
  { event: 'notify', from: ['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'ACTIF', 'VERROUILLE'], to: 'NOTIFIE' },
  {
    event: 'notify',
    from: ['EN_ATTENTE_MAIL'],
    to: 'NOTIFIE',
    guard: (_, { confirmed }) => (confirmed === true ? undefined : 'an e-mail is being waited for: confirm'),
  },
  { event: 'void-letter', from: ['NOTIFIE', 'EXPIRE'], to: 'NOTIFIE' },
  {
    event: 'activate',
    kind: 'pupil',
    from: ['NOTIFIE'],
    to: 'ACTIF',
    guard: sameLetter,
  },
  {
    event: 'activate',
    kind: 'guardian',
    from: ['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'EN_ATTENTE_MAIL'],
    to: 'ACTIF',
    guard: (_, { mail }) => (mail === undefined ? 'a guardian needs a confirmed e-mail' : undefined),
  },
  {
    event: 'await-mail',
    from: ['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE', 'EN_ATTENTE_MAIL'],
    to: 'EN_ATTENTE_MAIL',
    guard: (account, facts) => sameLetter(account, facts) ?? only('guardian')(account),
  },
  { event: 'confirm-mail', from: ['EN_ATTENTE_MAIL'], to: 'ACTIF' },
  { event: 'lock', from: live, to: 'VERROUILLE' },
  { event: 'unlock', from: ['VERROUILLE'], to: 'former' },
  { event: 'leave', from: [...live, 'VERROUILLE'], to: 'SORTI' },
  { event: 'return', from: ['SORTI'], to: 'former' },
  {
    event: 'delete',
    from: ['SORTI'],
    to: 'SUPPRIME',
    guard: ({ leftAt }, { leftBefore }) =>
      leftAt !== undefined && leftBefore !== undefined && leftAt <= leftBefore
        ? undefined
        : 'left too short a time ago',
  },
  {
    event: 'merge',
    from: ['NOTIFIE', 'EN_ATTENTE_MAIL', 'ACTIF'],
    to: 'FUSIONNE',
    guard: (account, facts) =>
      account.absorbing === undefined && account.id !== facts.mergedInto
        ? only('guardian')(account)
        : 'another account is being merged into this one',
  },
];

/** The state at `now`: a letter past its day is EXPIRE, whether or not any job ran since (domain 3). */
export function stateAt({ state, expiresAt }: Pick<Account, 'state' | 'expiresAt'>, now: Date): AccountState {
  return state === 'NOTIFIE' && expiresAt !== undefined && expiresAt <= now ? 'EXPIRE' : state;
}

/** The transition of `event` from where `account` is, or why there is none. */
export function findTransition(
  account: Account,
  event: AccountEvent,
  facts: EventFacts,
): Transition | { refusal: string } {
  const state = stateAt(account, facts.at);
  const found = transitions.find(
    (one) => one.event === event && (one.kind ?? account.kind) === account.kind && one.from.includes(state),
  );
  if (found === undefined) return { refusal: `the account is ${state}` };
  const refusal = found.guard?.(account, facts);
  return refusal === undefined ? found : { refusal };
}

/** What a right password opens (domain 4, 6). `mail-wait`: the page of a guardian whose address is to be confirmed. */
export type PasswordOpens = 'session' | 'first-sign-in' | 'mail-wait' | { refusal: ErrorCode };

const refusals: Readonly<Partial<Record<AccountState, ErrorCode>>> = {
  EXPIRE: 'letter_expired',
  VERROUILLE: 'account_locked',
  SORTI: 'account_left',
};

/** What the right password of `account` opens at `now`. Only who gave the right password may be told: the refusals name the state. */
export function whatPasswordOpens(account: Pick<Account, 'state' | 'expiresAt'>, now: Date): PasswordOpens {
  const state = stateAt(account, now);
  if (state === 'ACTIF') return 'session';
  if (state === 'NOTIFIE') return 'first-sign-in';
  if (state === 'EN_ATTENTE_MAIL') return 'mail-wait';
  return { refusal: refusals[state] ?? 'account_not_usable' };
}
