import type { XmlElement } from 'libxml2-wasm';
import { attribute, booleanAttribute, elements } from './metadata-xml.js';
import type { AttributeConsumingService, SpMetadata } from './service-provider.js';

/** What the portal says it wants (saml-metadata 2.4.4.1, IIP-IDP04). A wish: the release policy decides. */
export function readAttributeConsumingServices(role: XmlElement): AttributeConsumingService[] {
  return elements(role, 'md:AttributeConsumingService').map((service, position) => ({
    index: readIndex(service, position),
    isDefault: booleanAttribute(service, 'isDefault') ?? false,
    requested: elements(service, 'md:RequestedAttribute').map((wish) => ({
      name: attribute(wish, 'Name') ?? '',
      isRequired: booleanAttribute(wish, 'isRequired') ?? false,
    })),
  }));
}

/** Attributes that a federation says of the portal, such as its categories (mdattr, IIP-MD05, IIP-IDP03). */
export function readEntityAttributes(entity: XmlElement): NonNullable<SpMetadata['entityAttributes']> {
  return elements(entity, 'md:Extensions/mdattr:EntityAttributes/saml:Attribute').map((element) => ({
    name: attribute(element, 'Name') ?? '',
    values: elements(element, 'saml:AttributeValue').map((value) => value.content.trim()),
  }));
}

function readIndex(service: XmlElement, position: number): number {
  const text = attribute(service, 'index')?.trim() ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) : position;
}
