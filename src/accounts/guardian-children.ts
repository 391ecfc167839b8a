import type { Report } from './guardian-ports.js';
import type { Account, AccountRepository, AccountState, Child } from './ports.js';

/** No school declares these any more. */
const gone: ReadonlySet<AccountState> = new Set(['SORTI', 'SUPPRIME', 'FUSIONNE']);

/** The children of a guardian by a legal link, in the order of the school records, those reported as another's included. One read. */
export async function declaredChildren(
  { person }: Pick<Account, 'person'>,
  accounts: Pick<AccountRepository, 'findMany'>,
): Promise<Account[]> {
  if (person.childIds.length === 0) return [];
  const found = new Map((await accounts.findMany(person.childIds)).map((child) => [child.id, child]));
  return person.childIds.flatMap((id) => {
    const child = found.get(id);
    return child === undefined || gone.has(child.state) ? [] : [child];
  });
}

/** What guardians and portals see of a child. */
export function asChild({ id, person: { sn, givenName, schools } }: Pick<Account, 'id' | 'person'>): Child {
  return { accountId: id, sn, givenName, schools };
}

/** False: the guardian reported this child as another's, whom nobody is shown then. */
export function isShown({ hiddenChildIds = [] }: Pick<Account, 'hiddenChildIds'>, childId: string): boolean {
  return !hiddenChildIds.includes(childId);
}

/** What tells the schools of those children that they are not the guardian's (domain 9). */
export function wrongLinks(
  { id: guardianId }: Pick<Account, 'id'>,
  children: readonly Account[],
  at: Date,
): Report[] {
  return children.map(({ id, person }) => ({
    ...{ kind: 'wrong-link', guardianId, childId: id, at },
    uais: schoolsOf([{ person }]),
  }));
}

/** The schools of children, each once. */
export function schoolsOf(children: readonly Pick<Account, 'person'>[]): string[] {
  return [...new Set(children.flatMap(({ person }) => person.schools.map(({ uai }) => uai)))];
}
