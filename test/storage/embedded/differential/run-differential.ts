import fc from 'fast-check';
import mongoose from 'mongoose';
import { startSecondServer, type SecondServer } from '../../../support/second-server.js';
import { openStore, type TestStore } from '../open-store.js';
import { answerOf, contentOf, isWrite, type Answer } from './answers.js';
import { knownDifferences, type Difference } from './known-differences.js';
import { insert, operation, type Operation } from './operations.js';
import { show } from './show.js';

/** How many cases run side by side, so that one waits for the disk while another computes. */
const lanes = 12;
const longestCase = 14;
const runsAtOnce = 10;

/** What was compared. */
export interface Tally {
  operations: number;
  /** How often each known difference was met. */
  known: Record<string, number>;
}

/** The embedded store and the second server, both running. */
export class Pair {
  readonly tally: Tally = { operations: 0, known: {} };
  private made = 0;

  private constructor(
    private readonly store: TestStore,
    private readonly second: SecondServer,
    private readonly client: mongoose.mongo.MongoClient,
  ) {}

  static async start(): Promise<Pair> {
    const store = await openStore();
    const second = await startSecondServer();
    return new Pair(store, second, await new mongoose.mongo.MongoClient(second.uri).connect());
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.second.stop();
    await this.store.close();
  }

  /**
   * Throws random operations at both until so many were compared, from a seed.
   * @throws Error with the smallest case that the two answer differently.
   */
  async compare(least: number, seed: number): Promise<Tally> {
    let round = 0;
    const property = fc.asyncProperty(
      insert,
      fc.array(operation, { minLength: longestCase / 2, maxLength: longestCase }),
      (first, rest) => this.runCase([first, ...rest]),
    );
    const lane = async (): Promise<void> => {
      while (this.tally.operations < least) {
        await fc.assert(property, { seed: seed + round++, numRuns: runsAtOnce });
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return this.tally;
  }

  /** Runs operations on a new collection of each. @throws Error at the first difference that is not known. */
  async runCase(operations: readonly Operation[]): Promise<void> {
    const name = `case${++this.made}`;
    try {
      for (const each of operations) if (!(await this.runBoth(name, each))) return;
    } finally {
      await Promise.all(this.databases().map((db) => db.dropCollection(name)));
    }
  }

  /** False when a known difference left different documents. */
  private async runBoth(name: string, each: Operation): Promise<boolean> {
    const [ours, theirs] = await this.both((db) => answerOf(db, name, each));
    const contents = isWrite(each) ? await this.both((db) => contentOf(db, name)) : undefined;
    const sameContent = contents === undefined || same(...contents);
    if (same(ours, theirs) && sameContent) {
      this.tally.operations += countOf(each);
      return true;
    }
    const held = contents ?? (await this.both((db) => contentOf(db, name)));
    const difference: Difference = {
      operation: each,
      ours,
      theirs,
      sameContent,
      contents: show(held[0]),
    };
    const known = knownDifferences.find((candidate) => candidate.applies(difference));
    if (!known) throw new Error(describe(difference, held));
    this.tally.known[known.name] = (this.tally.known[known.name] ?? 0) + 1;
    return sameContent;
  }

  private both<T>(ask: (db: mongoose.mongo.Db) => Promise<T>): Promise<[T, T]> {
    const [ours, theirs] = this.databases();
    return Promise.all([ask(ours), ask(theirs)]);
  }

  private databases(): [mongoose.mongo.Db, mongoose.mongo.Db] {
    return [this.store.db, this.client.db('differential')];
  }
}

/** Each statement of a write counts. */
function countOf(each: Operation): number {
  const statements = each['updates'] ?? each['deletes'] ?? each['documents'];
  return Array.isArray(statements) ? statements.length : 1;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function describe({ operation: each, ours, theirs }: Difference, held: [Answer, Answer]): string {
  const lines = [
    show(each),
    `  embedded store: ${show(ours)}`,
    `  second server:  ${show(theirs)}`,
    `  embedded store holds: ${show(held[0])}`,
    `  second server holds:  ${show(held[1])}`,
  ];
  return lines.join('\n').replaceAll('\\"', "'");
}
