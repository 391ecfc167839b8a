import type mongoose from 'mongoose';

/** An account as large as the product's. */
export interface Account extends mongoose.mongo.Document {
  _id: string;
}

const batch = 1000;

/** Fills an empty collection, with a unique index and one that expires. */
export async function fillAccounts(
  collection: mongoose.mongo.Collection<Account>,
  count: number,
): Promise<void> {
  await collection.createIndex({ identifier: 1 }, { unique: true, sparse: true });
  await collection.createIndex({ expires: 1 }, { expireAfterSeconds: 3600 });
  for (let first = 0; first < count; first += batch) {
    await collection.insertMany(Array.from({ length: batch }, (_, at) => account(first + at)));
  }
}

export function idOf(turn: number, count: number): string {
  return `account${(turn * 7919) % count}`;
}

function account(n: number): Account {
  return {
    _id: `account${n}`,
    identifier: `user${n}`,
    version: 0,
    person: { sn: 'Exemple', givenName: 'Noé', mail: 'noe@example.org', classes: ['4A'], level: '2115' },
    passwordHash: 'p1$2b$10$0123456789012345678901234567890123456789012345678901',
    createdAt: new Date(),
  };
}
