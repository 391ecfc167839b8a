import type { Connection } from 'mongoose';
import type { AuditStore } from '../accounts/audit-ports.js';
import type { FirstSignInRepository } from '../accounts/journey-ports.js';
import type { LinkRepository } from '../accounts/link-ports.js';
import type { AccountStore } from '../accounts/ports.js';
import { systemClock } from '../clock.js';
import type { SchoolStore } from '../directory/ports.js';
import type { ServiceProviderRepository } from '../federation/ports.js';
import type { OutboxRepository } from '../messaging/ports.js';
import { systemRandom } from '../random.js';
import type { PersistentNameIds } from '../saml/ports.js';
import type { AuthnRequestLedger, SessionRepository } from '../web/ports.js';
import { MongoAccountStore } from './account-store.js';
import { MongoAuditStore } from './audit-store.js';
import { MongoAuthnRequestLedger } from './authn-request-store.js';
import { MongoFirstSignInStore } from './first-sign-in-store.js';
import { MongoLinkStore } from './link-store.js';
import { MongoNameIdStore } from './name-id-store.js';
import { MongoOutboxStore } from './outbox-store.js';
import { MongoSchoolStore } from './school-store.js';
import { MongoServiceProviderStore } from './service-provider-store.js';
import { MongoSessionStore } from './session-store.js';

/** One store per noun. */
export interface Stores {
  accounts: AccountStore;
  serviceProviders: ServiceProviderRepository;
  sessions: SessionRepository;
  authnRequests: AuthnRequestLedger;
  nameIds: PersistentNameIds;
  schools: SchoolStore;
  audit: AuditStore;
  outbox: OutboxRepository;
  links: LinkRepository;
  firstSignIns: FirstSignInRepository;
}

/** The stores of a connection, their models declared on it. `strangerKey` hashes identifiers no account has. */
export function createStores(connection: Connection, strangerKey: Buffer): Stores {
  return {
    accounts: new MongoAccountStore(connection, { clock: systemClock, random: systemRandom, strangerKey }),
    serviceProviders: new MongoServiceProviderStore(connection),
    sessions: new MongoSessionStore(connection),
    authnRequests: new MongoAuthnRequestLedger(connection),
    nameIds: new MongoNameIdStore(connection),
    schools: new MongoSchoolStore(connection),
    audit: new MongoAuditStore(connection),
    outbox: new MongoOutboxStore(connection),
    links: new MongoLinkStore(connection),
    firstSignIns: new MongoFirstSignInStore(connection),
  };
}
