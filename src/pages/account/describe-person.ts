import type { Account } from '../../accounts/ports.js';
import type { School } from '../../directory/ports.js';

/** « Mes informations »: what the school records say, read-only. */
export function describePerson(
  account: Pick<Account, 'kind' | 'identifier'> & { person: Omit<Account['person'], 'childIds'> },
  { schools }: { schools: readonly Pick<School, 'uai' | 'name'>[] },
) {
  const { kind, identifier, person } = account;
  const names = new Map(schools.map(({ uai, name }) => [uai, name]));
  const places = person.schools.map(({ uai, className }) => ({ school: names.get(uai) ?? uai, className }));
  return {
    fullName: `${person.givenName} ${person.sn}`,
    kindKey: `services.kind-${kind}`,
    identifier,
    places: places.filter(
      ({ school, className }, at) =>
        places.findIndex((other) => other.school === school && other.className === className) === at,
    ),
  };
}
