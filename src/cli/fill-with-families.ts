import { createHash } from 'node:crypto';
import { IdentifierMaker } from '../accounts/identifier.js';
import type { AccountStore } from '../accounts/account-store-ports.js';
import type { AccountKind, NewAccount, Person } from '../accounts/ports.js';
import { hashIne } from '../directory/ine.js';
import type { SyntheticFamily } from '../directory/synthetic/make-families.js';

export interface FillOptions {
  accounts: Pick<AccountStore, 'addMany'>;
  /** Account ids and FrEduCtId follow from it: filling twice adds nothing the second time. */
  seed: string;
  ineKey: Buffer;
  /** One hash for all: these people are not real. Absent: accounts that cannot sign in yet. */
  passwordHash?: string;
  /** Identifiers of each kind to give back. */
  shown: number;
  /** Told the number of accounts done, now and then. */
  progress: (done: number) => void;
}

export interface Filled {
  added: number;
  existing: number;
  pupils: string[];
  guardians: string[];
}

/** An account but for its identifier, which changes when somebody else has it. */
interface Draft {
  kind: AccountKind;
  index: number;
  person: Person;
}

const batchSize = 500;
const progressEvery = 5_000;

/** Makes accounts of families and adds them, batch by batch. */
export async function fillWithFamilies(
  families: Iterable<SyntheticFamily>,
  options: FillOptions,
): Promise<Filled> {
  const filling = new Filling(options);
  let batch: Draft[] = [];
  for (const family of families) {
    batch.push(...draftsOf(family, options));
    if (batch.length < batchSize) continue;
    await filling.add(batch);
    batch = [];
  }
  if (batch.length > 0) await filling.add(batch);
  return filling.filled;
}

class Filling {
  readonly filled: Filled = { added: 0, existing: 0, pupils: [], guardians: [] };
  private readonly maker = new IdentifierMaker();
  private told = 0;
  constructor(private readonly options: FillOptions) {}

  /** Adds the drafts; whose identifier is taken tries the next number (e.durand2). */
  async add(drafts: readonly Draft[]): Promise<void> {
    let pending = drafts;
    while (pending.length > 0) {
      const made = new Map(pending.map((draft) => [this.account(draft), draft]));
      const { added, existing, taken } = await this.options.accounts.addMany([...made.keys()]);
      this.filled.added += added;
      this.filled.existing += existing.length;
      const again = new Set(taken);
      for (const account of made.keys()) if (!again.has(account)) this.show(account);
      pending = taken.map((account) => made.get(account)).filter((draft) => draft !== undefined);
    }
    const done = this.filled.added + this.filled.existing;
    if (done - this.told < progressEvery) return;
    this.told = done;
    this.options.progress(done);
  }

  private account({ kind, index, person }: Draft): NewAccount {
    const { seed, passwordHash } = this.options;
    const identifier = this.maker.next(person.givenName, person.sn);
    return {
      id: idOf(seed, kind, index),
      kind,
      identifier,
      state: passwordHash === undefined ? 'NON_NOTIFIE' : 'ACTIF',
      ...(passwordHash === undefined ? {} : { passwordHash }),
      person,
      ...(kind === 'guardian' ? { mail: `${identifier}@familles.example.org` } : {}),
      frEduCtId: createHash('sha384').update(`${seed}\0ct\0${kind}\0${index}`).digest('hex'),
    };
  }

  private show({ kind, identifier }: NewAccount): void {
    const list = kind === 'pupil' ? this.filled.pupils : this.filled.guardians;
    if (list.length < this.options.shown) list.push(identifier);
  }
}

function draftsOf({ pupils, guardians }: SyntheticFamily, { seed, ineKey }: FillOptions): Draft[] {
  const childIds = pupils.map(({ index }) => idOf(seed, 'pupil', index));
  return [
    ...pupils.map(({ index, person, ine }): Draft => {
      return { kind: 'pupil', index, person: { ...person, ineHash: hashIne(ine, ineKey), childIds: [] } };
    }),
    ...guardians.map(({ index, person }): Draft => ({
      kind: 'guardian',
      index,
      person: { ...person, childIds },
    })),
  ];
}

function idOf(seed: string, kind: AccountKind, index: number): string {
  return createHash('sha256').update(`${seed}\0${kind}\0${index}`).digest('hex').slice(0, 32);
}
