import type { Connection } from 'mongoose';
import type { ActivationRepository, DateTriesRepository } from '../accounts/activation-ports.js';
import type { AllowanceRepository } from '../accounts/allowance-ports.js';
import type { AuditStore } from '../accounts/audit-ports.js';
import type { ConnectionStore } from '../accounts/connection-log.js';
import type { AccountTrace } from '../accounts/delete-left.js';
import type { LetterRunStore } from '../accounts/letter-ports.js';
import type { SubjectLinks, SubjectMover } from '../accounts/guardian-ports.js';
import type { FirstSignInRepository } from '../accounts/journey-ports.js';
import type { LinkRepository } from '../accounts/link-ports.js';
import type { OperatorLinkRepository, OperatorSessionRepository } from '../accounts/operator-ports.js';
import type { AccountStore, ManySessionsEnder } from '../accounts/account-store-ports.js';
import type { ReportStore } from '../accounts/report-ports.js';
import { systemClock } from '../clock.js';
import type { ImportRunStore, PersonKeyStore, SchoolStore, StoredPersons } from '../directory/ports.js';
import type { UploadRepository } from '../directory/upload/upload.js';
import type { ReleaseStore, ServiceProviderRepository } from '../federation/ports.js';
import type { FlightRepository } from '../franceconnect/ports.js';
import type { OutboxRepository } from '../messaging/ports.js';
import type { JobRunStore } from '../jobs/ports.js';
import type { LeaseStore } from '../lease.js';
import { systemRandom } from '../random.js';
import type { PersistentNameIds } from '../saml/ports.js';
import type { AuthnRequestLedger, SessionRepository } from '../web/ports.js';
import { MongoAccountStore } from './account-store.js';
import { MongoActivationStore } from './activation-store.js';
import { MongoAllowanceStore } from './allowance-store.js';
import { MongoAuditStore } from './audit-store.js';
import { MongoAuthnRequestLedger } from './authn-request-store.js';
import { MongoConnectionStore } from './connection-store.js';
import { MongoDateTriesStore } from './date-tries-store.js';
import { MongoJobRunStore } from './job-run-store.js';
import { MongoLeaseStore } from './lease-store.js';
import { MongoLetterRunStore } from './letter-run-store.js';
import { MongoFirstSignInStore } from './first-sign-in-store.js';
import { MongoFlightStore } from './franceconnect-flight-store.js';
import { MongoSubjectStore } from './franceconnect-subject-store.js';
import { MongoLinkStore } from './link-store.js';
import { MongoNameIdStore } from './name-id-store.js';
import { MongoOperatorLinkStore } from './operator-link-store.js';
import { MongoOperatorSessionStore } from './operator-session-store.js';
import { MongoOutboxStore } from './outbox-store.js';
import { MongoImportAccounts } from './import-account-store.js';
import { MongoImportRunStore } from './import-run-store.js';
import { MongoPersonKeyStore } from './person-key-store.js';
import { MongoReleaseStore } from './release-store.js';
import { MongoReportStore } from './report-store.js';
import { MongoSchoolStore } from './school-store.js';
import { MongoServiceProviderStore } from './service-provider-store.js';
import { MongoSessionStore } from './session-store.js';
import { MongoUploadStore } from './upload-store.js';

/** One store per noun. */
export interface Stores {
  accounts: AccountStore;
  serviceProviders: ServiceProviderRepository;
  sessions: SessionRepository & ManySessionsEnder;
  authnRequests: AuthnRequestLedger;
  nameIds: PersistentNameIds & AccountTrace;
  schools: SchoolStore;
  audit: AuditStore;
  outbox: OutboxRepository;
  leases: LeaseStore;
  connections: ConnectionStore;
  jobRuns: JobRunStore;
  letterRuns: LetterRunStore;
  personKeys: PersonKeyStore & AccountTrace;
  importAccounts: StoredPersons;
  importRuns: ImportRunStore;
  links: LinkRepository;
  releases: ReleaseStore;
  allowances: AllowanceRepository;
  firstSignIns: FirstSignInRepository;
  reports: ReportStore & AccountTrace;
  activations: ActivationRepository;
  dateTries: DateTriesRepository;
  operatorLinks: OperatorLinkRepository;
  operatorSessions: OperatorSessionRepository;
  uploads: UploadRepository;
  subjects: SubjectLinks & SubjectMover & AccountTrace;
  flights: FlightRepository;
}

/** The stores of a connection, their models declared on it. `strangerKey` hashes identifiers no account has. */
export function createStores(connection: Connection, strangerKey: Buffer): Stores {
  const accounts = new MongoAccountStore(connection, {
    clock: systemClock,
    random: systemRandom,
    strangerKey,
  });
  const sessions = new MongoSessionStore(connection);
  return {
    accounts,
    serviceProviders: new MongoServiceProviderStore(connection),
    sessions,
    authnRequests: new MongoAuthnRequestLedger(connection),
    nameIds: new MongoNameIdStore(connection),
    schools: new MongoSchoolStore(connection),
    audit: new MongoAuditStore(connection),
    outbox: new MongoOutboxStore(connection),
    leases: new MongoLeaseStore(connection),
    connections: new MongoConnectionStore(connection),
    jobRuns: new MongoJobRunStore(connection),
    letterRuns: new MongoLetterRunStore(connection),
    personKeys: new MongoPersonKeyStore(connection),
    importAccounts: new MongoImportAccounts(accounts),
    importRuns: new MongoImportRunStore(connection),
    links: new MongoLinkStore(connection),
    releases: new MongoReleaseStore(connection),
    allowances: new MongoAllowanceStore(connection, strangerKey),
    firstSignIns: new MongoFirstSignInStore(connection),
    reports: new MongoReportStore(connection),
    activations: new MongoActivationStore(connection),
    dateTries: new MongoDateTriesStore(connection),
    operatorLinks: new MongoOperatorLinkStore(connection),
    operatorSessions: new MongoOperatorSessionStore(connection),
    uploads: new MongoUploadStore(connection),
    subjects: new MongoSubjectStore(connection),
    flights: new MongoFlightStore(connection),
  };
}
