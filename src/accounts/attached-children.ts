import type { Account, AccountRepository, AccountState } from './ports.js';

/** No school declares these any more. */
const gone: ReadonlySet<AccountState> = new Set(['SORTI', 'SUPPRIME', 'FUSIONNE']);

/** The children attached to a guardian by a legal link whose birth dates can be asked: not those reported as another's. */
export async function attachedChildren(
  { person, hiddenChildIds = [] }: Pick<Account, 'person' | 'hiddenChildIds'>,
  accounts: Pick<AccountRepository, 'findMany'>,
): Promise<(Account & { person: { birthDate: string } })[]> {
  const ids = person.childIds.filter((id) => !hiddenChildIds.includes(id));
  const found = ids.length === 0 ? [] : await accounts.findMany(ids);
  return found.filter(isAsked);
}

function isAsked(child: Account): child is Account & { person: { birthDate: string } } {
  return !gone.has(child.state) && child.person.birthDate !== undefined;
}

/** The schools of children, each once. */
export function schoolsOf(children: readonly Pick<Account, 'person'>[]): string[] {
  return [...new Set(children.flatMap(({ person }) => person.schools.map(({ uai }) => uai)))];
}
