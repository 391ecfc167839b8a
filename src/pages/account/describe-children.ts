import type { Account } from '../../accounts/ports.js';
import type { School, SchoolStore } from '../../directory/ports.js';

/** A child as guardians see it: name, and each school with the class there. */
export interface DescribedChild {
  id: string;
  fullName: string;
  places: { school: string; className?: string }[];
}

/** The children with the names of their schools: of several schools and academies, one read. */
export async function describeChildren(
  children: readonly Pick<Account, 'id' | 'person'>[],
  schools: Pick<SchoolStore, 'findMany'>,
): Promise<DescribedChild[]> {
  const uais = [...new Set(children.flatMap(({ person }) => person.schools.map(({ uai }) => uai)))];
  const found = new Map((await schools.findMany(uais)).map((school) => [school.uai, school]));
  return children.map((child) => describe(child, found));
}

function describe(
  { id, person }: Pick<Account, 'id' | 'person'>,
  schools: ReadonlyMap<string, School>,
): DescribedChild {
  const places = person.schools.map(({ uai, className }) => ({
    school: schools.get(uai)?.name ?? uai,
    ...(className === undefined ? {} : { className }),
  }));
  return { id, fullName: `${person.givenName} ${person.sn}`, places };
}
