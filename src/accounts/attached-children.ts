import { declaredChildren, isShown } from './guardian-children.js';
import type { Account, AccountRepository } from './ports.js';

/** The children attached to a guardian by a legal link whose birth dates can be asked: not those reported as another's. */
export async function attachedChildren(
  guardian: Pick<Account, 'person' | 'hiddenChildIds'>,
  accounts: Pick<AccountRepository, 'findMany'>,
): Promise<(Account & { person: { birthDate: string } })[]> {
  const children = await declaredChildren(guardian, accounts);
  return children.filter((child) => isShown(guardian, child.id)).filter(isAsked);
}

function isAsked(child: Account): child is Account & { person: { birthDate: string } } {
  return child.person.birthDate !== undefined;
}
