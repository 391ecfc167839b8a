import type { Child } from '../../accounts/ports.js';
import type { School, SchoolStore } from '../../directory/ports.js';

/** A child as guardians see it: name, and each school with the class there. */
export interface DescribedChild {
  id: string;
  fullName: string;
  places: { school: string; className?: string }[];
}

/** The children with the names of their schools: of several schools and academies, one read. */
export async function describeChildren(
  children: readonly Child[],
  schools: Pick<SchoolStore, 'findMany'>,
): Promise<DescribedChild[]> {
  if (children.length === 0) return [];
  const uais = [...new Set(children.flatMap((child) => child.schools.map(({ uai }) => uai)))];
  const found = new Map((await schools.findMany(uais)).map((school) => [school.uai, school]));
  return children.map((child) => describe(child, found));
}

function describe(
  { accountId: id, givenName, sn, schools: places }: Child,
  schools: ReadonlyMap<string, School>,
): DescribedChild {
  const described = places.map(({ uai, className }) => ({
    school: schools.get(uai)?.name ?? uai,
    ...(className === undefined ? {} : { className }),
  }));
  return { id, fullName: `${givenName} ${sn}`, places: described };
}
