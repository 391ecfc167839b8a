import type { Subject } from '../accounts/ports.js';

/** What a value may depend on besides the person. */
export interface ReleaseContext {
  /** Public address of the gateway, without final slash. */
  baseUrl: string;
  /** When the password was checked. */
  authnInstant: Date;
}

/** One attribute that portals may be given (domain 13). */
export interface CatalogueAttribute {
  /** Names it in release policies; FriendlyName, and the literal name of the switch `attribute_names=basic`. */
  name: string;
  /** Without `urn:oid:`; absent when none is known: the literal name is sent. */
  oid?: string;
  /** The values for this person; none: the attribute is left out. */
  values: (subject: Subject, context: ReleaseContext) => readonly string[];
}
