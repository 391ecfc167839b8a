import { stateAt } from './account-states.js';
import type { AccountStore } from './account-store-ports.js';
import type { Account, AccountKind, AccountState } from './ports.js';

/** Whose letters are asked for. */
export interface LetterOrder {
  uai: string;
  className?: string;
  kind: AccountKind;
  /** Identifiers of accounts in use or locked whose password is to be voided all the same, one by one (domain 10.1). */
  named: readonly string[];
  /** Leaves letters already handed out valid. */
  onlyNew: boolean;
}

/** Who gets a letter, and who does not. */
export interface LetterPlan {
  chosen: readonly Account[];
  /** Children by id: of guardians. */
  children: ReadonlyMap<string, Account>;
  /** How many of each state are there, and how many of them get a letter. */
  counts: ReadonlyMap<AccountState, { found: number; chosen: number }>;
  /** Named, and not among those found. */
  unknown: readonly string[];
}

const always: ReadonlySet<AccountState> = new Set(['NON_NOTIFIE', 'NOTIFIE', 'EXPIRE']);
const whenNew: ReadonlySet<AccountState> = new Set(['NON_NOTIFIE', 'EXPIRE']);
const whenNamed: ReadonlySet<AccountState> = new Set(['ACTIF', 'VERROUILLE', 'EN_ATTENTE_MAIL']);
const gone: ReadonlySet<AccountState> = new Set(['SORTI', 'SUPPRIME', 'FUSIONNE']);

/** Reads the accounts of the order. Writes nothing. */
export async function planLetters(
  order: LetterOrder,
  accounts: Pick<AccountStore, 'ofSchool'>,
  now: Date,
): Promise<LetterPlan> {
  const pupils = await livingOf(order, 'pupil', accounts);
  const inClass = pupils.filter((pupil) => isInClass(pupil, order));
  const found = order.kind === 'pupil' ? inClass : await guardiansOf(order, inClass, accounts);
  const named = new Set(order.named.map((identifier) => identifier.toLowerCase()));
  const counts = new Map<AccountState, { found: number; chosen: number }>();
  const chosen = found.filter((account) => {
    const state = stateAt(account, now);
    const byState = order.onlyNew ? whenNew : always;
    const isNamed = named.delete(account.identifier.toLowerCase());
    const takes = byState.has(state) || (isNamed && (whenNamed.has(state) || always.has(state)));
    const count = counts.get(state) ?? { found: 0, chosen: 0 };
    counts.set(state, { found: count.found + 1, chosen: count.chosen + (takes ? 1 : 0) });
    return takes;
  });
  return { chosen, children: new Map(pupils.map((pupil) => [pupil.id, pupil])), counts, unknown: [...named] };
}

async function livingOf(
  { uai }: LetterOrder,
  kind: AccountKind,
  accounts: Pick<AccountStore, 'ofSchool'>,
): Promise<Account[]> {
  return (await accounts.ofSchool(uai, kind)).filter(({ state }) => !gone.has(state));
}

/** With a class: those of its pupils. Without: every guardian of the school. */
async function guardiansOf(
  order: LetterOrder,
  pupils: readonly Account[],
  accounts: Pick<AccountStore, 'ofSchool'>,
): Promise<Account[]> {
  const guardians = await livingOf(order, 'guardian', accounts);
  if (order.className === undefined) return guardians;
  const ids = new Set(pupils.map(({ id }) => id));
  return guardians.filter(({ person }) => person.childIds.some((id) => ids.has(id)));
}

function isInClass({ person }: Account, { uai, className }: LetterOrder): boolean {
  return (
    className === undefined ||
    person.schools.some((school) => school.uai === uai && school.className === className)
  );
}
