import { trusted, type Model } from 'mongoose';
import { normaliseIdentifier } from '../accounts/identifier.js';
import { noFailures } from '../accounts/lock-out.js';
import type { AddOutcome } from '../accounts/account-store-ports.js';
import type { NewAccount } from '../accounts/ports.js';
import type { Clock } from '../clock.js';
import { newStoredId, type Random } from '../random.js';
import { mailKeyOf, type AccountDocument } from './account-document.js';
import type { IdentifierStore } from './identifier-store.js';
import { insertNew } from './insert-new.js';

interface Collections {
  model: Model<AccountDocument>;
  identifiers: IdentifierStore;
}

interface Candidate {
  account: NewAccount;
  identifier: string;
  document: AccountDocument;
}

/**
 * Claims the identifiers, then writes the accounts: two round trips a batch when nothing collides. Broken off between the
 * two, an identifier is left with no account behind it; whoever asks for it next takes it over, so that the same batch can
 * be sent again.
 */
export async function addAccounts(
  collections: Collections,
  accounts: readonly NewAccount[],
  tools: { clock: Clock; random: Random },
): Promise<AddOutcome & { documents: readonly AccountDocument[] }> {
  const candidates = accounts.map((account) => toCandidate(account, tools));
  const owners = await claimAll(collections, candidates, tools.clock.now());
  const isOurs = ({ identifier, document }: Candidate): boolean => owners.get(identifier) === document._id;
  const ours = candidates.filter(isOurs);
  const wanted = new Map(ours.map(({ document }) => [document._id, document]));
  const refused = new Set(await insertNew(collections.model, [...wanted.values()]));
  const written = new Set([...wanted.values()].filter((document) => !refused.has(document)));
  return {
    added: written.size,
    documents: [...written],
    existing: ours.filter(({ document }) => !written.has(document)).map(({ account }) => account),
    taken: candidates.filter((candidate) => !isOurs(candidate)).map(({ account }) => account),
  };
}

/** Whose each identifier is, once all were claimed and those without an account behind them taken over. */
async function claimAll(
  { model, identifiers }: Collections,
  candidates: readonly Candidate[],
  now: Date,
): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (const { identifier, document } of candidates) {
    if (!owners.has(identifier)) owners.set(identifier, document._id);
  }
  const claims = [...owners].map(([identifier, accountId]) => ({ identifier, accountId }));
  const others = await identifiers.claim(claims, now);
  if (others.size === 0) return owners;
  const ownerIds = [...others.values()].map(({ accountId }) => accountId);
  const living = new Set(
    (await model.find({ _id: trusted({ $in: ownerIds }) }, { _id: 1 }).lean()).map(({ _id }) => _id),
  );
  for (const [identifier, other] of others) {
    const wish = owners.get(identifier) ?? other.accountId;
    if (other.accountId === wish) continue;
    const mine = !living.has(other.accountId) && (await identifiers.takeOver(other, wish, now));
    if (!mine) owners.set(identifier, other.accountId);
  }
  return owners;
}

function toCandidate(account: NewAccount, { clock, random }: { clock: Clock; random: Random }): Candidate {
  const { id, frEduCtId, ...given } = account;
  const document: AccountDocument = {
    _id: id ?? newStoredId(clock.now(), random),
    ...given,
    ...mailKeyOf(given),
    frEduCtId: frEduCtId ?? random.bytes(48).toString('hex'),
    failures: noFailures,
    createdAt: clock.now(),
    version: 1,
  };
  return { account, identifier: normaliseIdentifier(account.identifier), document };
}
