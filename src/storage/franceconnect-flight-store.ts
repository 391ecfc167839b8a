import { Schema, type Connection, type Model } from 'mongoose';
import type { Flight, FlightRepository } from '../franceconnect/ports.js';
import { assertText } from './assert-text.js';

type FlightDocument = Omit<Flight, 'id'> & { _id: string };

const text = { type: String, required: true };
const schema = new Schema<FlightDocument>(
  {
    _id: text,
    ...{ purpose: text, browser: text, nonce: String, codeVerifier: String },
    ...{ accountId: String, retour: String, suite: String, restarted: Boolean },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', collection: 'franceconnect_flights' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** People whom we sent to FranceConnect, until they come back: once. */
export class MongoFlightStore implements FlightRepository {
  readonly model: Model<FlightDocument>;
  constructor(connection: Connection) {
    this.model = connection.model<FlightDocument>('FranceConnectFlight', schema);
  }

  async add({ id, ...flight }: Flight): Promise<void> {
    assertText(id, flight.browser);
    await this.model.collection.insertOne({ _id: id as never, ...flight });
  }

  async take(id: string, now: Date): Promise<Flight | undefined> {
    assertText(id);
    const found = await this.model.collection.findOneAndDelete({ _id: id as never, expiresAt: { $gt: now } });
    if (found === null) return undefined;
    const { _id, ...flight } = found as unknown as FlightDocument;
    return { id: _id, ...flight };
  }
}
