import { Schema, type Connection, type Model } from 'mongoose';
import type { ServiceProvider, ServiceProviderRepository } from '../federation/ports.js';
import { RevisionStore } from './revision-store.js';

/** `profileHints` is a list at rest: its keys are URNs with points, which a field name should not have. */
interface ServiceProviderDocument extends Omit<ServiceProvider, 'entityId' | 'switches'> {
  _id: string;
  switches: Omit<ServiceProvider['switches'], 'profile_hints'>;
  profileHints: { classRef: string; profile: 'pupil' | 'guardian' }[];
}

const { Mixed } = Schema.Types;
const schema = new Schema<ServiceProviderDocument>(
  {
    _id: { type: String, required: true },
    metadata: { type: Mixed, required: true },
    release: { type: Mixed, required: true },
    switches: { type: Mixed, required: true },
    profileHints: { type: Mixed, required: true },
    xml: { type: String, required: true },
    source: { type: String, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', minimize: false, collection: 'service_providers' },
);

/** The records of the portals. There are tens of them: the registry keeps them in memory and asks for the revision. */
export class MongoServiceProviderStore implements ServiceProviderRepository {
  readonly model: Model<ServiceProviderDocument>;
  readonly revisions: RevisionStore;
  constructor(connection: Connection) {
    this.model = connection.model<ServiceProviderDocument>('ServiceProvider', schema);
    this.revisions = new RevisionStore(connection);
  }

  async all(): Promise<ServiceProvider[]> {
    return (await this.model.find().sort({ _id: 1 }).lean<ServiceProviderDocument[]>()).map(toRecord);
  }

  async find(entityId: string): Promise<ServiceProvider | undefined> {
    const found = await this.model.findById(entityId).lean<ServiceProviderDocument>();
    return found === null ? undefined : toRecord(found);
  }

  async save(record: ServiceProvider): Promise<void> {
    const document = toDocument(record);
    await this.change(() => this.model.replaceOne({ _id: document._id }, document, { upsert: true }));
  }

  async remove(entityId: string): Promise<boolean> {
    const { deletedCount } = await this.change(() => this.model.deleteOne({ _id: entityId }));
    return deletedCount === 1;
  }

  revision(): Promise<string> {
    return this.revisions.read('service_providers');
  }

  /**
   * Raised before and after: who reads in between reads again, and who dies in between leaves gateways that read again at once,
   * not with the next change.
   */
  private async change<T>(write: () => Promise<T>): Promise<T> {
    await this.revisions.raise('service_providers');
    const outcome = await write();
    await this.revisions.raise('service_providers');
    return outcome;
  }
}

function toDocument({ entityId, switches, ...rest }: ServiceProvider): ServiceProviderDocument {
  const { profile_hints: hints, ...others } = switches;
  const profileHints = Object.entries(hints).map(([classRef, profile]) => ({ classRef, profile }));
  return { _id: entityId, ...rest, switches: others, profileHints };
}

function toRecord({ _id, switches, profileHints, ...rest }: ServiceProviderDocument): ServiceProvider {
  const hints = Object.fromEntries(profileHints.map(({ classRef, profile }) => [classRef, profile]));
  return { entityId: _id, ...rest, switches: { ...switches, profile_hints: hints } };
}
