import type { PersonKey } from '../ports.js';
import type { PlanKeys } from './no-keys.js';

type Keys = ReadonlyMap<string, PersonKey>;

/**
 * Batches planned one after the other, each with its keys: those of the next are looked up while one is planned. Nothing is
 * written before all is planned, so that it does not matter when they are read.
 */
export class KeyLookUp<T> {
  private waiting: { items: readonly T[]; keys: Promise<Keys> } | undefined;

  constructor(
    private readonly store: Pick<PlanKeys, 'findMany'>,
    private readonly idOf: (item: T) => string,
    private readonly plan: (items: readonly T[], keys: Keys) => Promise<void>,
  ) {}

  get isEmpty(): boolean {
    return this.waiting === undefined;
  }

  /** Asks for the keys of a batch, and plans the one before. */
  async add(items: readonly T[]): Promise<void> {
    const keys = this.store.findMany(items.map(this.idOf));
    // Who plans it hears of it.
    keys.catch(() => undefined);
    const before = this.waiting;
    this.waiting = { items, keys };
    if (before !== undefined) await this.plan(before.items, await before.keys);
  }

  /** Plans what is left. */
  async end(): Promise<void> {
    const last = this.waiting;
    this.waiting = undefined;
    if (last !== undefined) await this.plan(last.items, await last.keys);
  }
}
