import { asChild, declaredChildren, isShown } from './guardian-children.js';
import type { Account, AccountRepository, Child, Subject } from './ports.js';

/**
 * All that portals may learn of the person, children of a guardian included in the order of the school records (domain 13), but
 * for those whom the guardian reported as another's. One read for a guardian, none for a pupil.
 */
export async function loadSubject(
  account: Account,
  accounts: Pick<AccountRepository, 'findMany'>,
): Promise<Subject> {
  const { id, kind, identifier, frEduCtId, person, mail, mailOwner } = account;
  const children = kind === 'guardian' ? await loadChildren(account, accounts) : [];
  const subject: Subject = { accountId: id, kind, identifier, frEduCtId, person, children };
  return mail === undefined || mailOwner === 'parent' ? subject : { ...subject, mail };
}

async function loadChildren(
  account: Account,
  accounts: Pick<AccountRepository, 'findMany'>,
): Promise<Child[]> {
  const children = await declaredChildren(account, accounts);
  return children.filter(({ id }) => isShown(account, id)).map(asChild);
}
