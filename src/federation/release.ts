import type { Subject } from '../accounts/ports.js';
import type { Attribute } from '../saml/ports.js';
import { attributeCatalogue, findAttribute } from './attributes.js';
import type { CatalogueAttribute, ReleaseContext } from './catalogue-attribute.js';
import type { ServiceProvider, SpMetadata } from './service-provider.js';

/** saml-core 8.2.2, 8.2.3. */
const URI = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
const BASIC = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';

/**
 * The attributes this portal receives for this person: what its policy lists and the person has, nothing else (domain 13,
 * security E06, IIP-IDP02).
 */
export function releaseAttributes(
  record: ServiceProvider,
  subject: Subject,
  context: ReleaseContext,
): Attribute[] {
  return listed(record).flatMap((entry) => {
    const values = narrow(entry, entry.values(subject, context), record);
    return values.length === 0 ? [] : [{ ...naming(entry, record), values }];
  });
}

/** False when the portal is reserved to schools that neither the person nor a child attends (security P13). */
export function mayUse(record: ServiceProvider, subject: Subject): boolean {
  const allowed = new Set(record.switches.schools);
  if (allowed.size === 0) return true;
  const schools = [...subject.person.schools, ...subject.children.flatMap((child) => child.schools)];
  return schools.some((school) => allowed.has(school.uai));
}

/** What the metadata asks for (saml-metadata 2.4.4.1): catalogue names, and names we do not know. */
export function requestedNames(metadata: SpMetadata): { known: string[]; unknown: string[] } {
  const known = new Set<string>();
  const unknown = new Set<string>();
  for (const { name } of metadata.attributeConsumingServices.flatMap((service) => service.requested)) {
    const entry = findAttribute(name);
    if (entry) known.add(entry.name);
    else unknown.add(name);
  }
  return { known: [...known], unknown: [...unknown] };
}

function listed(record: ServiceProvider): readonly CatalogueAttribute[] {
  if (record.release === 'all') return attributeCatalogue;
  const names = new Set(record.release);
  return attributeCatalogue.filter((entry) => names.has(entry.name));
}

/** The switch `single_affiliation`; secondary school goes before primary, its portals being the ones that read one value. */
function narrow(entry: CatalogueAttribute, values: readonly string[], { switches }: ServiceProvider) {
  if (entry.name !== 'FrEduCtPersonAffiliation' || !switches.single_affiliation) return values;
  return [...values].sort().slice(-1);
}

function naming(entry: CatalogueAttribute, { switches }: ServiceProvider): Omit<Attribute, 'values'> {
  if (entry.oid === undefined || switches.attribute_names === 'basic') {
    return { name: entry.name, nameFormat: BASIC };
  }
  return { name: `urn:oid:${entry.oid}`, nameFormat: URI, friendlyName: entry.name };
}
