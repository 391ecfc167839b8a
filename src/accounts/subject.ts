import type { Account, AccountRepository, AccountState, Child, Subject } from './ports.js';

/** Children in these states are no longer named to portals. */
const gone: ReadonlySet<AccountState> = new Set(['SORTI', 'SUPPRIME', 'FUSIONNE']);

/**
 * All that portals may learn of the person, children of a guardian included in the order of the school records (domain 13).
 * One read for a guardian, none for a pupil.
 */
export async function loadSubject(
  account: Account,
  accounts: Pick<AccountRepository, 'findMany'>,
): Promise<Subject> {
  const { id, kind, identifier, frEduCtId, person, mail, mailOwner } = account;
  const children = kind === 'guardian' ? await loadChildren(person.childIds, accounts) : [];
  const subject: Subject = { accountId: id, kind, identifier, frEduCtId, person, children };
  return mail === undefined || mailOwner === 'parent' ? subject : { ...subject, mail };
}

async function loadChildren(
  ids: readonly string[],
  accounts: Pick<AccountRepository, 'findMany'>,
): Promise<Child[]> {
  if (ids.length === 0) return [];
  const found = new Map((await accounts.findMany(ids)).map((child) => [child.id, child]));
  return ids.flatMap((id) => {
    const child = found.get(id);
    if (child === undefined || gone.has(child.state)) return [];
    const { sn, givenName, schools } = child.person;
    return [{ accountId: id, sn, givenName, schools }];
  });
}
