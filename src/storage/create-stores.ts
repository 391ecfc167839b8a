import type { Connection } from 'mongoose';
import type { AuditStore } from '../accounts/audit-ports.js';
import type { ConnectionStore } from '../accounts/connection-log.js';
import type { AccountTrace } from '../accounts/delete-left.js';
import type { LetterRunStore } from '../accounts/letter-ports.js';
import type { AccountStore } from '../accounts/ports.js';
import { systemClock } from '../clock.js';
import type { SchoolStore } from '../directory/ports.js';
import type { ServiceProviderRepository } from '../federation/ports.js';
import type { OutboxRepository } from '../messaging/ports.js';
import type { JobRunStore } from '../jobs/ports.js';
import type { LeaseStore } from '../lease.js';
import { systemRandom } from '../random.js';
import type { PersistentNameIds } from '../saml/ports.js';
import type { AuthnRequestLedger, SessionRepository } from '../web/ports.js';
import { MongoAccountStore } from './account-store.js';
import { MongoAuditStore } from './audit-store.js';
import { MongoAuthnRequestLedger } from './authn-request-store.js';
import { MongoConnectionStore } from './connection-store.js';
import { MongoJobRunStore } from './job-run-store.js';
import { MongoLeaseStore } from './lease-store.js';
import { MongoLetterRunStore } from './letter-run-store.js';
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
  nameIds: PersistentNameIds & AccountTrace;
  schools: SchoolStore;
  audit: AuditStore;
  outbox: OutboxRepository;
  leases: LeaseStore;
  connections: ConnectionStore;
  jobRuns: JobRunStore;
  letterRuns: LetterRunStore;
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
    leases: new MongoLeaseStore(connection),
    connections: new MongoConnectionStore(connection),
    jobRuns: new MongoJobRunStore(connection),
    letterRuns: new MongoLetterRunStore(connection),
  };
}
